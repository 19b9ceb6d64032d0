"""A person's words are shown as typed: nothing in the windows may take them for markup (ARCHITECTURE.md, rule 5).

Qt looks for markup in labels, tool tips, message boxes and a few more; there it loads local pictures and hides what
looks like a tag. So each of these is either given words of ours only, or is told that it shows plain text. Words of
ours are what stands in the source: literals and their translations, with numbers put in. A value that a function is
given counts as ours where every call in the file gives it such words.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TIPS = ("setToolTip", "setStatusTip", "setWhatsThis")
TRANSLATES = ("tr", "_tr", "translate", "translated", "QT_TRANSLATE_NOOP", "_")
ESCAPES = ("plain_tip",)
READS_AGAIN = ("toolTip", "statusTip")  # of a widget or an action: was set before, and so was looked at there
HTML = ("setHtml", "insertHtml", "toHtml", "appendHtml", "setMarkdown", "fromHtml")
BOXES = ("information", "warning", "question", "critical", "about")
READS_MARKUP = ("QErrorMessage", "QTextBrowser")
LABELLED = ("QInputDialog", "QProgressDialog")
"""Dialogs whose label reads markup and cannot be told otherwise: words of ours only."""


class Source:
    """A file of `desktop`, parsed, with the parents of its nodes."""

    def __init__(self, path: Path, text: str | None = None):
        self.name = path.relative_to(ROOT).as_posix() if path.is_absolute() else path.as_posix()
        self.tree = ast.parse(text if text is not None else path.read_text(encoding="utf-8"))
        self.parents = {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}
        self.functions = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
        self.labels = {"QLabel"} | {
            node.name
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ClassDef) and any(_name(base) == "QLabel" for base in node.bases)
        }

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def function(self, node: ast.AST) -> ast.FunctionDef | None:
        """The named function that a node stands in."""
        at: ast.AST | None = node
        while at is not None and not isinstance(at, ast.FunctionDef):
            at = self.parents.get(at)
        return at

    def at(self, node: ast.expr, what: str) -> str:
        return f"{self.name}:{node.lineno} {what}: {ast.unparse(node)[:90]}"

    # --- words of ours ------------------------------------------------------------------------------

    def is_ours(self, node: ast.AST | None, seen: frozenset[str] = frozenset()) -> bool:
        """Whether an expression can hold no person's words, or has been escaped."""
        if node is None or isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.JoinedStr):
            return all(self.is_ours(part, seen) for part in node.values)
        if isinstance(node, ast.FormattedValue):
            return _is_number_format(node) or self.is_ours(node.value, seen)
        if isinstance(node, ast.BinOp):
            return self.is_ours(node.left, seen) and self.is_ours(node.right, seen)
        if isinstance(node, ast.BoolOp):
            return all(self.is_ours(value, seen) for value in node.values)
        if isinstance(node, ast.IfExp):
            return self.is_ours(node.body, seen) and self.is_ours(node.orelse, seen)
        if isinstance(node, ast.Tuple | ast.List):
            return all(self.is_ours(part, seen) for part in node.elts)
        if isinstance(node, ast.Call):
            return self._is_our_call(node, seen)
        if isinstance(node, ast.Name):
            return self._is_our_name(node, seen)
        return False

    def _is_our_call(self, node: ast.Call, seen: frozenset[str]) -> bool:
        called = _name(node.func)
        if called in ESCAPES or called in READS_AGAIN or called == "len":
            return True
        if called in TRANSLATES:
            return True  # only words of ours are ever looked up
        if isinstance(node.func, ast.Attribute) and called in ("format", "replace", "strip", "rstrip", "join", "lower"):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            return self.is_ours(node.func.value, seen) and all(self.is_ours(one, seen) for one in given)
        if called == "counted":
            return all(self.is_ours(one, seen) for one in node.args[1:])
        # A function of ours that answers words of ours only.
        own = [(self, one) for one in self.functions if isinstance(one, ast.FunctionDef) and one.name == called]
        known = own or defined().get(called, [])
        if len(known) == 1 and f"{called}()" not in seen:
            source, function = known[0]
            answers = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
            return bool(answers) and all(source.is_ours(one, seen | {f"{called}()"}) for one in answers)
        return False

    def _is_our_name(self, node: ast.Name, seen: frozenset[str]) -> bool:
        function = self.function(node)
        key = f"{function.name if function else ''}.{node.id}"
        if key in seen:
            return True  # looked at already on the way here
        seen = seen | {key}
        values = list(_bound(function or self.tree, node.id))
        if values:
            return all(self.is_ours(value, seen) for value in values)
        if function is not None and node.id in _parameters(function):
            given = list(self._given(function, node.id))
            return bool(given) and all(self.is_ours(value, seen) for value in given)
        values = list(_bound(self.tree, node.id))
        return bool(values) and all(self.is_ours(value, seen) for value in values)

    def _given(self, function: ast.FunctionDef, parameter: str) -> Iterator[ast.AST]:
        """What the calls in this file give for a parameter."""
        names = _parameters(function)
        owner = self.parents.get(function)
        wanted = owner.name if function.name == "__init__" and isinstance(owner, ast.ClassDef) else function.name
        names = names[1:] if names[:1] == ["self"] else names
        defaults = dict(
            zip(reversed([one.arg for one in function.args.args]), reversed(function.args.defaults), strict=False)
        )
        for call in self.calls():
            if _name(call.func) != wanted:
                continue
            place = names.index(parameter)
            by_name = {keyword.arg: keyword.value for keyword in call.keywords}
            if parameter in by_name:
                yield by_name[parameter]
            elif place < len(call.args) and not any(isinstance(one, ast.Starred) for one in call.args[: place + 1]):
                yield call.args[place]
            elif parameter in defaults and not any(isinstance(one, ast.Starred) for one in call.args):
                yield defaults[parameter]
            else:
                yield ast.Name("?")  # starred: not to be seen

    # --- plain text ---------------------------------------------------------------------------------

    def is_told(self, target: str, near: ast.AST) -> bool:
        """Whether what is called `target` is told to show plain text, in the function or for self in the file."""
        scope = self.tree if target.startswith("self.") else self.function(near) or self.tree
        return any(
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "setTextFormat"
            and ast.unparse(call.func.value) in (target, *_looped(scope, target))
            and ast.unparse(call.args[0]).endswith("PlainText")
            for call in ast.walk(scope)
            if isinstance(call, ast.Call)
        )

    def texts(self, target: str, near: ast.AST) -> list[ast.expr]:
        """What a label's text is set to, in the function or for self in the file."""
        scope = self.tree if target.startswith("self.") else self.function(near) or self.tree
        return [
            call.args[0]
            for call in ast.walk(scope)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "setText"
            and ast.unparse(call.func.value) == target
        ]


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_number_format(node: ast.FormattedValue) -> bool:
    """Whether a value is printed as a number: `{n:,}`, `{share:.0f}`."""
    spec = node.format_spec
    text = "".join(part.value for part in spec.values if isinstance(part, ast.Constant)) if spec is not None else ""
    return text[-1:] in (",", "d", "f", "g", "%")


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def _bound(scope: ast.AST, name: str) -> Iterator[ast.AST]:
    """What a name is made to be in a scope: assignments, and loops over what is written out there."""
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                yield from _taken(target, node.value, name)
        elif isinstance(node, ast.NamedExpr):
            yield from _taken(node.target, node.value, name)
        elif isinstance(node, ast.For | ast.comprehension):
            if isinstance(node.iter, ast.Tuple | ast.List):
                for item in node.iter.elts:
                    yield from _taken(node.target, item, name)
            elif any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(node.target)):
                yield ast.Name("?")


def _taken(target: ast.AST, value: ast.AST | None, name: str) -> Iterator[ast.AST]:
    if isinstance(target, ast.Name) and target.id == name and value is not None:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, part in zip(target.elts, value.elts, strict=True):
            yield from _taken(one, part, name)
    elif isinstance(target, ast.Tuple) and any(isinstance(one, ast.Name) and one.id == name for one in target.elts):
        yield value if isinstance(value, ast.IfExp) else ast.Name("?")


def _looped(scope: ast.AST, target: str) -> list[str]:
    """The names that stand for `target` in loops over a tuple that names it."""
    return [
        ast.unparse(node.target)
        for node in ast.walk(scope)
        if isinstance(node, ast.For)
        and isinstance(node.iter, ast.Tuple | ast.List)
        and target in [ast.unparse(item) for item in node.iter.elts]
    ]


def _targets(source: Source, call: ast.Call) -> list[str]:
    """What a made widget is called afterwards, [] where it has no name."""
    statement = source.parents.get(call)
    if isinstance(statement, ast.Tuple) and isinstance(source.parents.get(statement), ast.Assign):
        assign = source.parents[statement]
        assert isinstance(assign, ast.Assign)
        place = statement.elts.index(call)
        names = assign.targets[0]
        return [ast.unparse(names.elts[place])] if isinstance(names, ast.Tuple) else []
    if isinstance(statement, ast.Assign):
        return [ast.unparse(target) for target in statement.targets]
    if isinstance(statement, ast.AnnAssign):
        return [ast.unparse(statement.target)]
    return []


# --- the rules -------------------------------------------------------------------------------------------------------


def labels(source: Source) -> Iterator[str]:
    """A label is told to show plain text, or shows words of ours and no others ever."""
    for call in source.calls():
        if _name(call.func) not in source.labels:
            continue
        targets = _targets(source, call)
        if any(source.is_told(target, call) for target in targets):
            continue
        function = source.function(call)
        given = call.args[0] if call.args else None
        shown = [text for target in targets for text in source.texts(target, call)]
        is_made_here = bool(targets) or isinstance(source.parents.get(call), ast.Call)
        if is_made_here and all(source.is_ours(text) for text in (given, *shown)):
            # One that is handed out under another name may be given other words there.
            answered = (
                {ast.unparse(node.value) for node in ast.walk(function) if isinstance(node, ast.Return) and node.value}
                if function
                else set()
            )
            if not answered & set(targets):
                continue
        yield source.at(call, "label without PlainText")


def tips(source: Source) -> Iterator[str]:
    """A tool tip has words of ours, or goes through `plain_tip`."""
    for call in source.calls():
        name = _name(call.func)
        if name in TIPS and isinstance(call.func, ast.Attribute) and call.args:
            if not source.is_ours(call.args[-1]):  # an item of a tree is given its column first
                yield source.at(call, "tip without plain_tip")
        elif name == "showText" and "QToolTip" in ast.unparse(call.func) and not source.is_ours(call.args[1]):
            yield source.at(call, "tip without plain_tip")


def models(source: Source) -> Iterator[str]:
    """A model that answers tool tips escapes them."""
    for function in source.functions:
        if not isinstance(function, ast.FunctionDef) or source.function(source.parents[function]) is not None:
            continue
        text = ast.unparse(function)
        if "ToolTipRole" not in text or "plain_tip" in text:
            continue
        tests = [
            node for node in ast.walk(function) if isinstance(node, ast.If) and "ToolTipRole" in ast.unparse(node.test)
        ]
        answers = [
            one.value for test in tests for node in test.body for one in ast.walk(node) if isinstance(one, ast.Return)
        ]
        if not answers or not all(source.is_ours(answer) for answer in answers):
            yield f"{source.name}:{function.lineno} {function.name} answers ToolTipRole without plain_tip"


def boxes(source: Source) -> Iterator[str]:
    """A message box is told to show plain text; the short forms cannot be told."""
    for call in source.calls():
        if _name(call.func) == "QMessageBox":
            targets = _targets(source, call)
            if not any(source.is_told(target, call) for target in targets):
                yield source.at(call, "message box without PlainText")
        elif _name(call.func) in BOXES and "QMessageBox" in ast.unparse(call.func):
            yield source.at(call, "message box without PlainText")


def markup(source: Source) -> Iterator[str]:
    """Nothing sets markup, and no widget is used that reads it and cannot be told otherwise."""
    for call in source.calls():
        name = _name(call.func)
        if name in HTML:
            yield source.at(call, "sets markup")
        root = ast.unparse(call.func).split(".")[0]
        if root in READS_MARKUP:
            yield source.at(call, "reads markup")
        given = [one for one in call.args if not (isinstance(one, ast.Name) and one.id in ("self", "parent"))]
        if (root in LABELLED or name == "setLabelText") and not all(source.is_ours(one) for one in given[:2]):
            yield source.at(call, "label that reads markup, with a person's words")
        if name == "setTextFormat" and ast.unparse(call.args[0]).endswith(("RichText", "AutoText", "MarkdownText")):
            yield source.at(call, "renders markup")


def actions(source: Source) -> Iterator[str]:
    """An action's text becomes its tool tip where none is set: one with a person's words is given a tip, too.

    Menus show no tool tips unless they are told to, so what is made in one matters only there.
    """
    menus_tell = any(_name(call.func) == "setToolTipsVisible" for call in source.calls())
    for call in source.calls():
        target, words = "", call.args[:1]
        if _name(call.func) == "setText" and isinstance(call.func, ast.Attribute):
            target = ast.unparse(call.func.value)
            target = target if "action" in target else ""
        elif _name(call.func) == "QAction" or (menus_tell and _name(call.func) == "addAction"):
            target = next(iter(_targets(source, call)), "without a name")
            words = [one for one in call.args if not (isinstance(one, ast.Name) and one.id in ("self", "parent"))][:2]
        if target and not all(source.is_ours(one) for one in words) and not _has_tip(source, target, call):
            yield source.at(call, "action with a person's words and no tool tip of its own")


def _has_tip(source: Source, target: str, near: ast.AST) -> bool:
    scope = source.function(near) or source.tree
    return any(
        _name(call.func) == "setToolTip"
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value) == target
        for call in ast.walk(scope)
        if isinstance(call, ast.Call)
    )


RULES = (labels, tips, models, boxes, markup, actions)


@cache
def sources() -> tuple[Source, ...]:
    return tuple(Source(path) for path in sorted((ROOT / "desktop").rglob("*.py")))


@cache
def defined() -> dict[str, list[tuple[Source, ast.FunctionDef]]]:
    """The functions of `desktop` by name."""
    found: dict[str, list[tuple[Source, ast.FunctionDef]]] = {}
    for source in sources():
        for function in source.functions:
            if isinstance(function, ast.FunctionDef):
                found.setdefault(function.name, []).append((source, function))
    return found


def offenders(rule: object, among: Iterable[Source]) -> list[str]:
    assert callable(rule)
    return [one for source in among for one in rule(source)]


@pytest.mark.parametrize("rule", RULES)
def test_no_window_takes_a_persons_words_for_markup(rule):
    assert len(sources()) > 50
    assert offenders(rule, sources()) == []


# --- the rules themselves --------------------------------------------------------------------------------------------

HOLES = [
    (labels, "label = QLabel(report.name)"),
    (labels, "label = QLabel()\nlabel.setText(report.name)"),
    (labels, "def f(words):\n    label = QLabel(words)\n    return label"),
    (labels, "def f():\n    label = QLabel()\n    return label"),
    (labels, "class A(QLabel):\n    pass\nlabel = A()\nlabel.setText(f'{report.name}')"),
    (tips, "w.setToolTip(area.name)"),
    (tips, "w.setToolTip(self.tr('Tag “{area}”').format(area=area.name))"),
    (tips, "item.setToolTip(0, f'{name} is here')"),
    (tips, "def f(tip):\n    w.setToolTip(tip)\nf('ours')\nf(report.name)"),
    (tips, "QToolTip.showText(place, words)"),
    (models, "def data(self, index, role):\n    if role == Qt.ItemDataRole.ToolTipRole:\n        return self.names[0]"),
    (boxes, "box = QMessageBox(icon, 'Yearmark', 'ours')"),
    (boxes, "QMessageBox.warning(self, 'Yearmark', sentence)"),
    (markup, "edit.setHtml(text)"),
    (markup, "QInputDialog.getText(self, 'Rename', area.name)"),
    (markup, "label.setTextFormat(Qt.TextFormat.RichText)"),
    (actions, "action.setText(self.tr('Undo {edit}').format(edit=edit))"),
    (actions, "menu.setToolTipsVisible(True)\none = menu.addAction(area.name)"),
]

SOUND = [
    (labels, "label = QLabel(self.tr('Ours'))"),
    (labels, "label = QLabel(report.name)\nlabel.setTextFormat(Qt.TextFormat.PlainText)"),
    (labels, "a, b = QLabel(), QLabel()\nfor each in (a, b):\n    each.setTextFormat(Qt.TextFormat.PlainText)"),
    (
        labels,
        "class W:\n    def f(self):\n        self.n = QLabel()\n    def g(self):\n        self.n.setText(f'{k:,}')",
    ),
    (tips, "w.setToolTip(plain_tip(area.name))"),
    (tips, "w.setToolTip(self.tr('On') if on else self.tr('Off'))"),
    (tips, "def f(tip):\n    w.setToolTip(tip)\nf('ours')\nf(self.tr('ours, too'))"),
    (
        models,
        "def data(self, role):\n    if role == Qt.ItemDataRole.ToolTipRole:\n        return plain_tip(self.names[0])",
    ),
    (boxes, "box = QMessageBox(self)\nbox.setTextFormat(Qt.TextFormat.PlainText)\nbox.setText(sentence)"),
    (markup, "QInputDialog.getText(self, self.tr('Rename'), self.tr('Name'), text=area.name)"),
    (actions, "action.setText(words)\naction.setToolTip(plain_tip(words))"),
    (actions, "one = menu.addAction(area.name)"),
]


def planted(text: str) -> Source:
    return Source(Path("planted.py"), text)


@pytest.mark.parametrize(("rule", "text"), HOLES)
def test_rule_finds_the_hole(rule, text):
    assert offenders(rule, [planted(text)])


@pytest.mark.parametrize(("rule", "text"), SOUND)
def test_rule_lets_sound_code_pass(rule, text):
    assert offenders(rule, [planted(text)]) == []
