"""What a module keeps to refuse with keeps nothing of whom it refused."""

import pytest

from comity.core.errors import NOT_FOUND, DatabaseError, Passing, Problem, from_database, on_constraint


def _refuse(secret: str) -> None:
    assert secret
    raise NOT_FOUND()


def test_a_raised_problem_is_a_new_one_that_says_the_same() -> None:
    for _again in range(3):
        with pytest.raises(Problem) as caught:
            _refuse("a password")
        assert caught.value == NOT_FOUND and caught.value is not NOT_FOUND
        assert str(caught.value) == NOT_FOUND.sentence and caught.value.status == 404
    assert NOT_FOUND.__traceback__ is None


def test_problems_are_equal_when_they_say_the_same_in_the_same_class() -> None:
    busy = Passing("busy", 503, "Later.")
    assert busy() == busy and hash(busy()) == hash(busy) and isinstance(busy(), Passing)
    assert busy != Problem("busy", 503, "Later.")
    assert busy != busy.with_details("why")


def test_what_the_database_said_is_raised_as_a_new_one() -> None:
    said = DatabaseError("40001", "could not serialize access")
    first, second = from_database(said), from_database(said)
    assert first == second and first is not second


def test_a_constraint_says_its_sentence_or_its_trigger_s() -> None:
    on_constraint("test_said", Problem("said", 409, "Somebody has it.", field="name"))
    on_constraint("test_unsaid", Problem("unsaid", 422, "", field="name"))
    for name, sentence in (("test_said", "Somebody has it."), ("test_unsaid", "Only 3 may stand here.")):
        refused = from_database(DatabaseError("23514", "Only 3 may stand here.", detail="why", constraint=name))
        assert isinstance(refused, Problem)
        assert (refused.sentence, refused.field, refused.details) == (sentence, "name", "why")
    assert isinstance(from_database(DatabaseError("23514", "x", constraint="test_unknown")), DatabaseError)
