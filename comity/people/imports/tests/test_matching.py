"""Who of a file is there already: each way of matching, the ways' order, and that no way takes one for another."""

from __future__ import annotations

from typing import Any
from uuid import uuid4


async def test_a_second_address_is_known_and_the_primary_one_goes_first(bring: Any, look: Any) -> None:
    await bring("First name,Email,Second email\nIda,ida@m.example,ida@second.example\nJon,jon@m.example,\n")
    by_second = await bring("Email,City\nida@second.example,Ulm\n")
    assert (by_second.created_count, by_second.updated_count) == (0, 1)
    # the row names Ida by her second address and Jon by his first: it is Jon
    both = await bring("Email,Second email,City\nida@second.example,jon@m.example,Genf\n")
    assert (both.created_count, both.updated_count) == (0, 1)
    cities = {row["first_name"]: row["city"] for row in look("select * from contacts where email like '%%@m.example'")}
    assert cities == {"Ida": "Ulm", "Jon": "Genf"}


async def test_a_shared_number_needs_the_name_and_no_other_address(bring: Any, look: Any) -> None:
    number = "+49 30 55501234"
    await bring(f"First name,Last name,Phone,Email\nKai,Voss,{number},\nLea,Voss,{number},lea@n.example\n")
    done = await bring(
        "First name,Last name,Phone,Email,City\n"
        f"Kai,Voss,{number},kai@n.example,Bonn\n"  # Kai has no address yet: it is he
        f"Lea,Voss,{number},other@n.example,Kiel\n"  # Lea has another one: somebody else
        f"Max,Voss,{number},,Mainz\n"  # a colleague
    )
    assert (done.created_count, done.updated_count) == (2, 1)
    found = look("select first_name, email, city from contacts where phone = '+493055501234' order by 1, 2")
    assert [(row["first_name"], row["city"]) for row in found] == [
        ("Kai", "Bonn"), ("Lea", None), ("Lea", "Kiel"), ("Max", "Mainz")
    ]  # fmt: skip


async def test_a_name_is_enough_only_where_one_has_it_at_that_company(bring: Any) -> None:
    await bring("First name,Last name,Company,Phone\nNil,Roth,Alpha,+493055500001\n")
    await bring("First name,Last name,Company,Phone\nNil,Roth,Beta,+493055500002\nNil,Roth,Beta,+493055500003\n")
    done = await bring("First name,Last name,Company,City\nNil,Roth,alpha,Ulm\nNil,Roth,Beta,Ulm\n")
    assert (done.created_count, done.updated_count) == (1, 1)


async def test_our_own_ids_and_what_only_looks_like_them(bring: Any, look: Any) -> None:
    await bring("First name,Email\nOle,ole@o.example\n")
    (ole,) = look("select id from contacts where email = 'ole@o.example'")
    strange = "z" * 36
    done = await bring(
        f"External id,First name,City\n{str(ole['id']).upper()},Ole,Bern\n{uuid4()},Pia,Bern\n{strange},Quin,Bern\n"
    )
    assert (done.created_count, done.updated_count, done.error_count) == (2, 1, 0)
    again = await bring(f"External id,First name,City\n{strange},Quin,Basel\n")
    assert (again.created_count, again.updated_count) == (0, 1)


async def test_addresses_in_any_letters_are_kept_and_found(bring: Any, look: Any) -> None:
    file = "First name,Email,Second email\nJürgen,Jürgen.Öz@p.example,用户@p.example\n"
    assert (await bring(file)).created_count == 1
    (row,) = look("select email from contacts where email = 'jürgen.öz@p.example'")
    assert row["email"] == "jürgen.öz@p.example"
    assert (await bring(file)).same_count == 1
