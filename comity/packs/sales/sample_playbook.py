"""The texts of the sample playbook and the sample lead, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from comity.core.db import Json


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of selling: what it is for, what to ask, what to do, when it is done."""

    title: str
    stage: str
    goal: str
    questions: tuple[str, ...]
    do: tuple[str, ...]
    done_when: str


@dataclass(frozen=True, slots=True)
class Playbook:
    """A named sequence of steps."""

    name: str
    summary: str
    sequence: tuple[Step, ...]

    def steps(self) -> Any:
        """The steps as the column holds them."""
        return Json([asdict(step) for step in self.sequence])


@dataclass(frozen=True, slots=True)
class SampleLead:
    """A lead that explains itself."""

    title: str
    company: str
    description: str
    next_step: str


IN: Mapping[str, Playbook] = {
    "en": Playbook(
        "From first call to signature",
        "A simple way to sell something considered and expensive: understand first, propose once, follow up always.",
        (
            Step(
                "Understand", "New", "Know who wants what, why now, and who decides.",
                ("What made you look for this now?", "Who else will have a say?", "What happens if you do nothing?"),
                ("Call within a day.", "Write down their own words.", "Agree on the next step before hanging up."),
                "You can say in one sentence what they want and why.",
            ),
            Step(
                "Qualify", "Qualified", "Find out about budget, timing and alternatives, and whether you can help.",
                ("What range did you have in mind?", "By when should it be settled?", "What else are you looking at?"),
                ("Meet the person who decides.", "Put amount and close date on the lead."),
                "Budget, authority, need and time are known, or you have let it go.",
            ),
            Step(
                "Propose", "Proposal", "One clear offer that answers what they said.",
                ("What would make you say yes?", "What could still stop this?"),
                ("Present it in person.", "Send it the same day.", "Agree on the day of the decision."),
                "They have the offer, and you both know the date.",
            ),
            Step(
                "Close", "Won", "A decision, either way.",
                ("Is there anything left between us and a signature?",),
                ("Answer every open point in writing.", "If it is no, ask why and note the reason."),
                "Signed, or lost with a reason.",
            ),
        ),
    ),
    "de": Playbook(
        "Vom ersten Gespräch zur Unterschrift",
        "Ein einfacher Weg, etwas Wertvolles zu verkaufen: erst verstehen, einmal anbieten, immer nachfassen.",
        (
            Step(
                "Verstehen", "New", "Wissen, wer was will, warum jetzt, und wer entscheidet.",
                ("Was hat Sie gerade jetzt darauf gebracht?", "Wer redet mit?", "Was, wenn Sie nichts tun?"),
                ("Innerhalb eines Tages anrufen.", "Die Worte des Kunden notieren.", "Nächsten Schritt vereinbaren."),
                "Sie können in einem Satz sagen, was gewünscht wird und warum.",
            ),
            Step(
                "Prüfen", "Qualified", "Budget, Zeitplan und Alternativen kennen, und ob Sie helfen können.",
                ("An welchen Rahmen haben Sie gedacht?", "Bis wann?", "Was sehen Sie sich noch an?"),
                ("Die Person treffen, die entscheidet.", "Betrag und Abschlussdatum eintragen."),
                "Budget, Entscheider, Bedarf und Zeit sind bekannt, oder Sie haben losgelassen.",
            ),
            Step(
                "Anbieten", "Proposal", "Ein klares Angebot, das auf das Gesagte antwortet.",
                ("Was würde Sie Ja sagen lassen?", "Was könnte noch dagegen sprechen?"),
                ("Persönlich vorstellen.", "Am selben Tag schicken.", "Den Tag der Entscheidung vereinbaren."),
                "Das Angebot liegt vor, und beide kennen das Datum.",
            ),
            Step(
                "Abschließen", "Won", "Eine Entscheidung, so oder so.",
                ("Steht noch etwas zwischen uns und der Unterschrift?",),
                ("Jeden offenen Punkt schriftlich beantworten.", "Bei einem Nein den Grund erfragen und notieren."),
                "Unterschrieben, oder verloren mit Grund.",
            ),
        ),
    ),
}  # fmt: skip

LEADS: Mapping[str, SampleLead] = {
    "en": SampleLead(
        "Sample: garden pavilion for Villa Serena",
        "Villa Serena",
        "This lead is here to try things on. Drag it to another stage on the board, add a contact, or drop in a call "
        "transcript and watch the brief and the deal's health appear. Delete it whenever you like.",
        "Upload a call to see what Comity makes of it",
    ),
    "de": SampleLead(
        "Beispiel: Gartenpavillon für Villa Serena",
        "Villa Serena",
        "Dieser Lead ist zum Ausprobieren da. Ziehen Sie ihn auf dem Board, fügen Sie einen Kontakt "
        "hinzu oder laden Sie ein Gesprächstranskript hoch. Löschen Sie ihn, wann immer Sie möchten.",
        "Ein Gespräch hochladen und sehen, was Comity daraus macht",
    ),
}
