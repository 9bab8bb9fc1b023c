"""People in a browser: a list worked by hand and keyboard, a record, two who edit at once, duplicates, the trash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.app import App
from tests.browser import steps
from tests.browser.steps import again, expect, go, toast

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_a_contact_is_made_read_and_edited_in_place(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    path = steps.contact(page, first_name="Amélie", last_name="Laurent", email="amelie@laurent.example")
    expect(page.locator(".record-head h1")).to_have_text("Amélie Laurent")
    title = page.locator("dd[data-label=Title]")
    title.click()
    title.locator("input").fill("Collector <b>& friend</b>")
    title.locator("input").press("Enter")
    toast(page, "Title saved")
    again(page)
    expect(page.locator("dd[data-label=Title]")).to_have_text("Collector <b>& friend</b>")
    page.locator("dd[data-label='Lifecycle']").click()
    page.locator("dd[data-label='Lifecycle'] select").select_option("customer")
    toast(page, "saved")
    steps.undo(page)
    expect(page.locator("dd[data-label='Lifecycle']")).to_have_text("Lead")
    go(page, f"{path}?tab=history")
    expect(page.locator("#history")).to_contain_text("Collector <b>& friend</b>")


def test_what_happened_is_written_and_a_task_is_done(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    path = steps.contact(page, last_name="Timeline")
    page.fill(".composer textarea", "Met at the <i>opera</i>")
    page.press(".composer textarea", "Control+Enter")
    expect(page.locator("#contact-timeline")).to_contain_text("Met at the <i>opera</i>")
    page.locator(".composer label", has_text="Task").click()
    page.fill(".composer textarea", "Send the offer")
    page.click(".composer button[type=submit]")
    expect(page.locator("#contact-timeline")).to_contain_text("Send the offer")
    go(page, "/tasks")
    row = page.locator("li", has_text="Send the offer")
    row.get_by_role("button", name="Done").click()
    expect(page.locator("li", has_text="Send the offer")).to_have_count(0)
    go(page, f"{path}?kinds=note")
    expect(page.locator("#contact-timeline")).not_to_contain_text("Send the offer")


def test_the_list_is_searched_filtered_sorted_and_changed(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    for name in ("Zander", "Zobel", "Zuber"):
        steps.contact(page, last_name=name, city="Zug")
    go(page, "/contacts?city=eq.Zug&order=sort_name.desc&columns=name,city,status")
    names = page.locator("#contacts tbody td[data-main]")
    expect(names).to_have_text(["Zuber", "Zobel", "Zander"])
    expect(page.locator(".filters")).to_contain_text("City is Zug")
    expect(page.locator(".pager")).to_contain_text("3 rows")
    page.click("#contacts th[data-column=name] a")
    expect(names).to_have_text(["Zander", "Zobel", "Zuber"])
    page.fill("input[data-search]", "zob")
    page.press("input[data-search]", "Enter")
    expect(names).to_have_text(["Zobel"])
    go(page, "/contacts?city=eq.Zug&order=sort_name.asc&columns=name,city,status")
    page.locator("#contacts thead .pick input").check()
    page.locator("button[popovertarget=bulk-status]").click()
    page.locator("#bulk-status").get_by_text("VIP", exact=True).click()
    toast(page, "3 records changed")
    expect(page.locator("#contacts tbody")).to_contain_text("VIP")
    steps.undo(page)
    expect(page.locator("#contacts tbody")).not_to_contain_text("VIP")


def test_the_list_is_worked_by_keyboard(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    steps.contact(page, last_name="Keymaster", city="Kiel")
    go(page, "/contacts?city=eq.Kiel")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".bulk [data-picked]")).to_have_text("1")
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    expect(page.locator(".record-head h1")).to_have_text("Keymaster")
    steps.ready(page)
    page.keyboard.press("e")
    expect(page.locator("#record-form")).to_be_visible()


def _brought(page: Page, app: App, **typed: str) -> None:
    assert page.request.post("/contacts", form=typed, headers={"origin": app.url}).ok


def test_the_filter_editor_holds_several_values_and_leaves_the_rest(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    for name, stage in (("Alba", "lead"), ("Alder", "customer"), ("Alma", "former")):
        _brought(page, app_server, last_name=name, city="Altstadt", lifecycle=stage)
    nested = "or=(city.eq.Altstadt,and(city.eq.Neustadt,lifecycle.eq.lead))"
    go(page, f"/contacts?lifecycle=in.(lead,former)&{nested}&order=sort_name.asc")
    names = page.locator("#contacts tbody td[data-main]")
    expect(names).to_have_text(["Alba", "Alma"])
    expect(page.locator(".filters")).to_contain_text("City is Altstadt or (City is Neustadt and Lifecycle is Lead)")
    page.click("button[popovertarget=filters]")
    row = page.locator(".filter-row").first
    expect(row.get_by_label("Former customer")).to_be_checked()
    row.get_by_label("Customer", exact=True).check()
    page.locator(".filter-editor button[type=submit]").click()
    expect(names).to_have_text(["Alba", "Alder", "Alma"])
    expect(page.locator(".filters")).to_contain_text("Lifecycle is Lead or Customer or Former customer")
    page.go_back()
    expect(names).to_have_text(["Alba", "Alma"])


def test_a_choice_is_made_by_keyboard_over_several_steps(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    _brought(page, app_server, last_name="Stepper", city="Stade", lifecycle="subscriber")
    go(page, "/contacts?city=eq.Stade&columns=name,lifecycle")
    for key in ("j", "e", "ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    with page.expect_response("**/fields/lifecycle") as saved:
        page.keyboard.press("Enter")
    assert saved.value.request.post_data == "value=customer&was=subscriber"
    expect(page.locator("#contacts td[data-edit]:focus")).to_have_text("Customer")


def test_two_people_at_once_see_both_values(browser: Browser, page: Page, app_server: App) -> None:
    steps.sign_in(page)
    path = steps.contact(page, last_name="Conflict")
    go(page, f"{path}/edit")
    with steps.visitor(browser, app_server.url) as other:
        steps.sign_in(other, str(app_server.world.ours.admin.email))
        go(other, f"{path}/edit")
        other.fill("#record-form [name=title]", "CEO")
        other.fill("#record-form [name=city]", "Bonn")
        other.click("#record-form button[type=submit]:has-text('Save')")
        expect(other.locator(".record-head")).to_contain_text("CEO")
    page.fill("#record-form [name=title]", "CTO")
    page.fill("#record-form [name=region]", "Rhine")
    page.click("#record-form button[type=submit]:has-text('Save')")
    expect(page.locator("#conflicts tbody tr")).to_have_text(re.compile(r"Title\s*CEO\s*CTO"))
    page.click("button[name=theirs]")
    expect(page.locator(".record-head")).to_contain_text("CEO")
    expect(page.locator("dd[data-label=Region]")).to_have_text("Rhine")
    expect(page.locator("dd[data-label=City]")).to_have_text("Bonn")


def test_duplicates_are_merged_and_taken_apart(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    steps.contact(page, first_name="Doppel", last_name="Gänger", email="one@doppel.example", phone="+4930777777")
    go(page, "/contacts/new")
    page.fill("#record-form [name=last_name]", "Gaenger")
    page.fill("#record-form [name=phone]", "0049 30 777777")
    page.click("#record-form button[type=submit]:has-text('Save')")
    expect(page.locator("#suspects")).to_contain_text("Doppel Gänger")
    page.click("button[name=anyway]")
    expect(page.locator(".record-head h1")).to_have_text("Gaenger")
    go(page, "/duplicates")
    page.click("text=Search everybody")
    pair = page.locator("tr", has_text="Gaenger")
    expect(pair).to_contain_text("same phone")
    pair.get_by_text("Compare").click()
    page.click("#merge button:has-text('Merge')")
    toast(page, "The two are one now")
    steps.undo(page)
    toast(page, "They are two again")


def test_thrown_away_and_taken_back(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    path = steps.contact(page, last_name="Trashcan")
    page.locator("button[popovertarget=contact-more]").click()
    page.locator("#contact-more").get_by_text("Move to the trash").click()
    toast(page, "Moved to the trash: Trashcan")
    go(page, "/trash")
    page.locator("li", has_text="Trashcan").get_by_role("button", name="Restore").click()
    expect(page.locator("li", has_text="Trashcan")).to_have_count(0)
    go(page, path)
    expect(page.get_by_text("In the trash since")).to_have_count(0)


def test_forms_need_no_javascript(browser: Browser, app_server: App) -> None:
    with steps.visitor(browser, app_server.url, scripts=False) as page:
        steps.sign_in(page)
        path = steps.contact(page, last_name="Noscript", email="no@script.example")
        page.fill(".composer textarea", "Written without scripts")
        page.click(".composer button[type=submit]")
        expect(page.locator("#contact-timeline")).to_contain_text("Written without scripts")
        go(page, f"{path}/edit")
        page.fill("#record-form [name=company_id_text]", "Fontaine & Fils")
        page.click("#record-form button[type=submit]:has-text('Save')")
        expect(page.locator(".record-head a[href^='/companies/']")).to_have_text("Fontaine & Fils")


def test_a_list_in_groups_and_a_record_that_knows_its_neighbours(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    for name, city in (("Ahlers", "Ulm"), ("Behrens", "Ulm"), ("Cramer", "Wien")):
        steps.contact(page, last_name=name, city=city, source="groups")
    go(page, "/contacts?source=eq.groups&order=sort_name.desc")
    page.locator("button[popovertarget=group-list]").click()
    page.locator("#group-list").get_by_text("City").click()
    heads = page.locator("#contacts tbody.group")
    expect(heads).to_have_text([re.compile(r"Ulm\s*2"), re.compile(r"Wien\s*1")])
    expect(page.locator("#contacts tbody td[data-main]")).to_have_text(["Behrens", "Ahlers", "Cramer"])
    heads.get_by_role("link", name="Ulm").click()
    expect(page.locator("#contacts tbody td[data-main]")).to_have_text(["Behrens", "Ahlers"])
    page.locator("#contacts tbody a", has_text="Behrens").click()
    expect(page.locator(".record-head h1")).to_have_text("Behrens")
    expect(page.locator(".record-head a[rel=prev]")).to_have_count(0)
    page.locator(".record-head a[rel=next]").click()
    expect(page.locator(".record-head h1")).to_have_text("Ahlers")
    expect(page.locator(".record-head a[rel=next]")).to_have_count(0)


def test_a_taken_address_is_refused_with_the_way_to_the_other(page: Page, app_server: App) -> None:
    steps.sign_in(page)
    other = steps.contact(page, last_name="First", email="first@taken.example")
    steps.contact(page, last_name="Second", email="second@taken.example", city="Kassel")
    go(page, "/contacts?city=eq.Kassel")
    cell = page.locator("#contacts tbody tr", has_text="Second").locator("td[data-label='E-mail']")
    cell.dblclick(position={"x": 4, "y": 4})
    cell.locator("input").fill("FIRST@taken.example")
    cell.locator("input").press("Enter")
    note = steps.toast(page, "Another contact already has this e-mail address.")
    expect(cell).to_have_text("second@taken.example")
    note.get_by_role("link", name="Show").click()
    page.wait_for_url(f"**{other}")


def test_a_cell_that_somebody_changed_meanwhile_says_both_values(browser: Browser, page: Page, app_server: App) -> None:
    steps.sign_in(page)
    path = steps.contact(page, last_name="Twohands", title="CFO", city="Celle")
    go(page, "/contacts?city=eq.Celle&columns=name,title")
    cell = page.locator("#contacts tbody td[data-label=Title]")
    cell.dblclick()
    with steps.visitor(browser, app_server.url) as other:
        steps.sign_in(other, str(app_server.world.ours.admin.email))
        go(other, path)
        fact = other.locator("dd[data-label=Title]")
        fact.click()
        fact.locator("input").fill("CEO")
        fact.locator("input").press("Enter")
        steps.toast(other, "Title saved")
    cell.locator("input").fill("CTO")
    cell.locator("input").press("Enter")
    steps.toast(page, "Someone changed this to “CEO” meanwhile; you wrote “CTO”. Nothing was overwritten.")
