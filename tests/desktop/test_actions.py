from collections import Counter

from PySide6.QtGui import QKeySequence

from desktop import actions


def test_no_key_has_two_commands():
    keys = Counter(QKeySequence(key).toString() for spec in actions.SPECS for key in spec.shortcuts)
    assert [key for key, count in keys.items() if count > 1] == []
    assert "" not in keys


def test_ids_are_unique_and_menus_known():
    ids = [spec.id for spec in actions.SPECS if spec.id != "-"]
    assert len(ids) == len(set(ids))
    assert {spec.menu for spec in actions.SPECS} <= set(actions.MENUS)
    assert set(actions.MENU_NAMES) == set(actions.MENUS)


def test_keys_without_a_modifier_act_only_in_the_reading_room():
    for spec in actions.SPECS:
        for key in spec.shortcuts:
            bare = len(key) == 1 or key in ("Del", "Backspace")
            assert not bare or spec.scope == "reader", spec.id


def test_mnemonics_of_a_menu_are_unique():
    for menu in actions.MENUS:
        letters = [
            spec.text[spec.text.index("&") + 1].lower()
            for spec in actions.SPECS
            if spec.menu == menu and "&" in spec.text
        ]
        assert [letter for letter, count in Counter(letters).items() if count > 1] == [], menu
