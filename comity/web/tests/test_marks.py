"""Words with marks on them."""

from comity.web.marks import Mark, Piece, pieces

TEXT = "The budget is approved but the price is high."


def test_words_under_several_marks_name_them_all_in_the_tone_of_the_heaviest() -> None:
    marks = [Mark(4, 22, "Budget", "good", 0.5), Mark(11, 22, "Decision", "danger", 0.9), Mark(11, 22, "Budget")]
    assert pieces(TEXT, marks, 0, len(TEXT)) == [
        Piece("The "),
        Piece("budget ", 4, "Budget", "good"),
        Piece("is approved", 11, "Budget · Decision", "danger"),
        Piece(" but the price is high."),
    ]


def test_a_mark_without_a_title_is_only_arrived_at() -> None:
    assert pieces(TEXT, [Mark(31, 36)], 23, len(TEXT)) == [
        Piece("but the "),
        Piece("price", 31),
        Piece(" is high."),
    ]


def test_a_mark_that_began_before_is_lit_but_not_arrived_at_here() -> None:
    assert pieces(TEXT, [Mark(0, 10, "Budget")], 4, 13) == [Piece("budget", None, "Budget"), Piece(" is")]
