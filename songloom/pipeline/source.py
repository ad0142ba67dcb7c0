"""The hash of code that a result depends on, blind to comments, docstrings, layout and the Python version."""

import ast
import hashlib
import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

OURS = ("songloom", "tasks")
MOST_KEPT = 5000
MEANINGLESS = ("ctx", "type_comment", "kind", "type_params")


def hash_source(root: Path, modules: tuple[str, ...]) -> str:
    """SHA-256 over the syntax trees of the modules and of all that they import of ours, wherever in the code they do."""
    text = "\n".join(f"{name} {digest}" for name, (digest, *_) in sorted(_read_modules(root, modules).items()))
    return hashlib.sha256(text.encode()).hexdigest()


def list_libraries(root: Path, modules: tuple[str, ...]) -> frozenset[str]:
    """The libraries of others, by the name under which they are imported, that the same modules import."""
    found = (name for _, _, others in _read_modules(root, modules).values() for name in others)
    return frozenset(found) - sys.stdlib_module_names - {*OURS}


# --------------------------------------------------------------------------------------------- private

# The hash of a module's meaning; what it imports of ours, pairs of a module and a name in it, which may be a module too; and the first
# words of all that it imports.
_Read = tuple[str, list[list[str]], list[str]]
# The same with the modules of ours by their names.
_Found = tuple[str, tuple[str, ...], tuple[str, ...]]


def _read_modules(root: Path, modules: tuple[str, ...]) -> dict[str, _Found]:
    memo = _open_memo(root)
    size, waiting, seen = len(memo), list(modules), dict[str, _Found]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen[name] = _read_module(root, name)
            waiting += seen[name][1]
    if len(memo) > size:
        _save_memo(root, memo)
    return seen


@cache
def _read_module(root: Path, name: str) -> _Found:
    """The hash of a module's meaning, the modules of ours that it imports, and the first words of all that it imports."""
    text, memo = _find_file(root, name).read_bytes(), _open_memo(root)
    key = hashlib.sha256(text).hexdigest()
    if key not in memo:
        tree, told = ast.parse(text), list[str]()
        _tell(tree, told)
        memo[key] = hashlib.sha256("".join(told).encode()).hexdigest(), list(_list_imports(tree)), _list_others(tree)
    meaning, imports, others = memo[key]
    return meaning, tuple(_find_inner(root, *pair) for pair in imports), tuple(others)


def _find_inner(root: Path, module: str, name: str) -> str:
    """The module that an import of `name` from `module` reads."""
    inner = f"{module}.{name}".rstrip(".")
    return inner if inner in _list_modules(root) else module


@cache
def _list_modules(root: Path) -> frozenset[str]:
    """All modules of ours: asking for a file each takes ten times as long."""
    files = (file.relative_to(root).with_suffix("") for ours in OURS for file in (root / ours).rglob("*.py"))
    return frozenset(".".join(file.parts).removesuffix(".__init__") for file in files)


@cache
def _open_memo(root: Path) -> dict[str, _Read]:
    """What was read before, by the hash of a file's bytes; nothing where this module reads otherwise by now. It lies with what Python
    itself works out from these files."""
    try:
        found = json.loads(_find_memo(root).read_bytes())
        return found["read"] if found["by"] == _hash_self() and len(found["read"]) < MOST_KEPT else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _save_memo(root: Path, memo: dict[str, _Read]) -> None:
    fresh = _find_memo(root).with_suffix(f".{secrets.token_hex(4)}")
    with suppress(OSError):
        # Where Python is told to write no bytecode the folder is not there.
        fresh.parent.mkdir(exist_ok=True)
        fresh.write_text(json.dumps({"by": _hash_self(), "read": memo}))
        fresh.replace(_find_memo(root))


def _find_memo(root: Path) -> Path:
    return root / OURS[0] / "__pycache__" / "sources.json"


@cache
def _hash_self() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _find_file(root: Path, name: str) -> Path:
    path = root.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _list_imports(tree: ast.AST) -> Iterator[list[str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ([alias.name, ""] for alias in node.names if alias.name.partition(".")[0] in OURS)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in OURS:
            yield from ([str(node.module), alias.name] for alias in node.names)


def _list_others(tree: ast.AST) -> list[str]:
    nodes = list(ast.walk(tree))
    plain = (alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names)
    parts = (node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module)
    return sorted({found.partition(".")[0] for found in (*plain, *parts)})


def _tell(node: Any, told: list[str]) -> None:
    """Add a text of the tree that leaves out what has no meaning: empty fields, contexts, type comments, docstrings."""
    if isinstance(node, ast.AST):
        told.append(f"({type(node).__name__}")
        for field in node._fields:
            value = getattr(node, field, None)
            if value is None or value == [] or field in MEANINGLESS:
                continue
            told.append(f" {field}=")
            _tell(_drop_docstring(node, value) if field == "body" else value, told)
        told.append(")")
    elif isinstance(node, list):
        told.append("[")
        for item in node:
            _tell(item, told)
        told.append("]")
    else:
        told.append(repr(node))


def _drop_docstring(node: ast.AST, body: Any) -> Any:
    documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    return body[1:] if documented and ast.get_docstring(node, clean=False) is not None else body
