"""Transcripts of every shape become one; whatever is no transcript is refused with a sentence."""

from __future__ import annotations

import json

import pytest

from comity.ai.offline.transcript import MAX_BYTES, Transcript, Unreadable, read

PLAIN = "Ann Smith: Hello there.\nBob: Our budget is 50k.\nand it is approved.\n\nAnn Smith: Good."
BOLD = "**Sales Rep**: Hi, I’m Jamie.\n\n**Customer**: Hello."
TIMED = "[00:12] Ann: Hello\n[01:02:03] Bob: Hi"
HEADED = "Ann Smith  0:03\nHello there.\n\nBob Jones  0:09\nHi, we need a CRM.\n"
VTT = """WEBVTT

NOTE made by a machine

1
00:00:01.000 --> 00:00:04.000
<v Ann Smith>Hello &amp; welcome.</v>

2
00:00:04.500 --> 00:00:06.000 align:start
<v Bob>What's the price?
really?</v>
"""
SRT = "1\n00:00:01,000 --> 00:00:04,000\nAnn: Hi there\n\n2\n00:00:05,000 --> 00:00:07,500\nBob: <i>Hello</i>\n"
JSONS = {
    "whisper": {"segments": [{"start": 0.5, "end": 2, "text": " Hello"}, {"start": 2, "end": 3, "text": " there"}]},
    "deepgram": {"results": {"utterances": [{"speaker": 0, "transcript": "Hello", "start": 1.5, "end": 2}]}},
    "assembly": {"utterances": [{"speaker": "A", "text": "Hello", "start": 61000, "end": 62000}]},
    "gong": {"callTranscripts": [{"transcript": [{"speakerId": "7", "sentences": [{"start": 0, "text": "Hello"}]}]}]},
    "rev": {"monologues": [{"speaker": 1, "elements": [{"value": "Hel"}, {"value": "lo", "ts": 1}]}]},
    "chat": {"messages": [{"role": "agent", "content": "Hello"}, {"role": "customer", "content": "Hi"}]},
    "pairs": {"original": [["agent", "Hello"], ["customer", "Hi"]]},
    "list": [{"speaker_name": "Ann", "sentence": "Hello"}],
    "plain": {"transcript": "Ann: Hello\nBob: Hi"},
}


def consistent(transcript: Transcript) -> None:
    at = 0
    for turn in transcript.turns:
        assert at <= turn.start < turn.end <= len(transcript.text)
        assert "\n" not in transcript.said(turn)
        at = turn.end
    assert "\x00" not in transcript.text


@pytest.mark.parametrize(
    ("text", "speakers", "turns"),
    [
        (PLAIN, ["Ann Smith", "Bob"], 3),
        (BOLD, ["Sales Rep", "Customer"], 2),
        (TIMED, ["Ann", "Bob"], 2),
        (HEADED, ["Ann Smith", "Bob Jones"], 2),
        (VTT, ["Ann Smith", "Bob"], 2),
        (SRT, ["Ann", "Bob"], 2),
    ],
)
def test_text_of_every_shape(text: str, speakers: list[str], turns: int) -> None:
    transcript = read(text)
    consistent(transcript)
    assert transcript.speakers == speakers and len(transcript.turns) == turns


def test_offsets_point_at_the_words() -> None:
    transcript = read(PLAIN)
    assert [transcript.said(turn) for turn in transcript.turns] == [
        "Hello there.", "Our budget is 50k. and it is approved.", "Good.",
    ]  # fmt: skip
    assert transcript.text.startswith("Ann Smith: Hello there.\nBob: Our")


def test_times_are_kept() -> None:
    assert [turn.at for turn in read(TIMED).turns] == [12.0, 3723.0]
    vtt = read(VTT)
    assert [(turn.at, turn.until) for turn in vtt.turns] == [(1.0, 4.0), (4.5, 6.0)]
    assert vtt.said(vtt.turns[0]) == "Hello & welcome."


@pytest.mark.parametrize("shape", JSONS)
def test_json_of_every_transcriber(shape: str) -> None:
    transcript = read(json.dumps(JSONS[shape]), f"{shape}.json")
    consistent(transcript)
    assert "Hello" in transcript.text


def test_milliseconds_are_understood() -> None:
    assert read(json.dumps(JSONS["assembly"])).turns[0].at == 61.0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_every_usual_encoding(encoding: str) -> None:
    words = "Verkäufer: Grüße, schön Sie zu hören.\nKundin: Für uns ist der Preis zu hoch, größer wäre möglich."
    assert "schön" in read(words.encode(encoding)).text


def test_without_speakers_paragraphs_are_turns() -> None:
    transcript = read("This was a good talk about money.\n\nIt went on for an hour.")
    assert transcript.speakers == [] and len(transcript.turns) == 2
    assert {turn.side for turn in transcript.turns} == {"unknown"}


def test_colons_in_speech_name_nobody() -> None:
    transcript = read("Ann: here is the thing: we pay.\nNote: nothing.\nBob: see https://x.example/a:b at 10:30.")
    assert transcript.speakers == ["Ann", "Bob"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"   \n\t ", "empty"),
        (b"12345 67 !!", "no words"),
        (b"PK\x03\x04" + b"\x00" * 50, "ZIP or Office"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"ID3\x04" + b"\x00" * 50, "MP3"),
        (b"\x00\x00\x00\x18ftypisom", "MP4"),
        (bytes(range(256)) * 40, "not text"),
        (b"a" * (MAX_BYTES + 1), "reads up to 5 MB"),
        (b"\xff\xfe\x00", "damaged"),
    ],
)
def test_what_is_no_transcript_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(data, "file.txt")


@pytest.mark.parametrize("text", ["{not json", '{"a": 1}', "[]", '{"a": ' * 500])
def test_broken_json_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, "call.json")


def test_html_and_sql_are_only_words() -> None:
    evil = "Ann: <script>alert(1)</script> '; drop table calls; --\nBob: {{ 7*7 }} ok"
    assert "<script>alert(1)</script> '; drop table calls; --" in read(evil).text


def test_a_huge_line_is_read_in_time() -> None:
    transcript = read("Ann: " + "we need a budget and " * 40_000)
    assert transcript.words == 200_000


def test_sides_by_name_label_and_talk() -> None:
    assert {t.speaker: t.side for t in read("Remy: Hi\nClaire: Hello", us=("Remy Duval",)).turns} == {
        "Remy": "us", "Claire": "customer",
    }  # fmt: skip
    assert {t.side for t in read(BOLD).turns} == {"us", "customer"}
    talk = "A: Thank you for taking the time. We offer a free demo.\nB: How much does it cost? We need it soon."
    assert {t.speaker: t.side for t in read(talk).turns} == {"A": "us", "B": "customer"}


def test_a_first_name_is_not_a_colleagues_surname() -> None:
    text = "Jonas: Hallo Laurent, wie war das Wochenende?\nLaurent: Sehr schön, danke."
    sides = {
        t.speaker: t.side for t in read(text, us=("Jonas Brandt", "Camille Laurent"), customers=("Laurent Kern",)).turns
    }
    assert sides == {"Jonas": "us", "Laurent": "customer"}
    alike = read("Ann: Good morning.\nBob: Hello.", us=("Ann Hart", "Bob Low"), customers=("Ann Smith",))
    assert {t.speaker: t.side for t in alike.turns} == {"Ann": "customer", "Bob": "us"}
