"""Writing recordings down: any server that speaks OpenAI's /audio/transcriptions.

Obeys the OpenAI API reference, "Create transcription": multipart `file`, `model`, `response_format=verbose_json`;
answers `{"text", "language", "segments": [{"start", "end", "text"}]}`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.ai.offline.transcript import Transcript
from comity.ai.offline.transcript.model import Said, build
from comity.ai.offline.transcript.sides import with_sides
from comity.config import Settings
from comity.core.work import Permanent
from comity.web.i18n import gettext as _

if TYPE_CHECKING:
    import httpx

TIMEOUT_SECONDS = 900.0


class Failed(Exception):
    """The server did not answer well; trying again may help."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def configured(settings: Settings) -> bool:
    """Whether recordings can be written down here."""
    return settings.transcriber_url is not None


async def transcribe(
    settings: Settings, path: Path, name: str, *, us: tuple[str, ...] = (), customers: tuple[str, ...] = ()
) -> Transcript:
    """The words of a recording. Raises Failed (again may help) or Permanent (it will not)."""
    import httpx

    assert settings.transcriber_url is not None
    url = settings.transcriber_url.rstrip("/")
    url = url if url.endswith("/transcriptions") else f"{url}/audio/transcriptions"
    headers = {"Authorization": f"Bearer {settings.transcriber_key}"} if settings.transcriber_key else {}
    data = {"model": settings.transcriber_model, "response_format": "verbose_json"}
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
            with path.open("rb") as sound:
                answer = await client.post(url, headers=headers, data=data, files={"file": (name, sound)})
    except httpx.HTTPError as error:
        raise Failed(str(_("The transcriber could not be reached."))) from error
    if answer.status_code in (408, 409, 425, 429) or answer.status_code >= 500:
        raise Failed(str(_("The transcriber answered {status}.")).format(status=answer.status_code))
    if answer.status_code >= 400:
        raise Permanent(f"The transcriber refused the recording: {answer.status_code} {answer.text[:200]}")
    return with_sides(build(_said(answer), "transcribed"), us, customers)


def _said(answer: httpx.Response) -> list[Said]:
    try:
        raw: dict[str, Any] = answer.json()
    except ValueError as error:
        raise Failed(str(_("What the transcriber answered cannot be read."))) from error
    segments = raw.get("segments") or []
    if segments:
        said = [Said(_speaker(s), str(s.get("text", "")), s.get("start"), s.get("end")) for s in segments]
    else:
        said = [Said(None, str(raw.get("text", "")))]
    if not any(each.text.strip() for each in said):
        raise Permanent("The transcriber heard no words in this recording.")
    return said


def _speaker(segment: dict[str, Any]) -> str | None:
    name = segment.get("speaker")
    if name is None:
        return None
    return f"Speaker {name}" if str(name).isdigit() else str(name)[:60]
