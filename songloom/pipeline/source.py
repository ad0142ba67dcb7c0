"""The hash of code that a result depends on, blind to comments, docstrings, layout and the Python version."""

import ast
import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

OURS = ("songloom", "tasks")


def hash_source(root: Path, modules: tuple[str, ...]) -> str:
    """SHA-256 over the syntax trees of the modules and of all that they import of ours, wherever in the code they do."""
    text = "\n".join(f"{name} {digest}" for name, (digest, _) in sorted(_read_modules(root, modules).items()))
    return hashlib.sha256(text.encode()).hexdigest()


def list_libraries(root: Path, modules: tuple[str, ...]) -> frozenset[str]:
    """The libraries of others, by the name under which they are imported, that the same modules import."""
    found = (name for module in _read_modules(root, modules) for name in _list_others(root, module))
    return frozenset(found) - sys.stdlib_module_names - {*OURS}


# --------------------------------------------------------------------------------------------- private


def _read_modules(root: Path, modules: tuple[str, ...]) -> dict[str, tuple[str, tuple[str, ...]]]:
    waiting, seen = list(modules), dict[str, tuple[str, tuple[str, ...]]]()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen[name] = _read_module(root, name)
            waiting += seen[name][1]
    return seen


@cache
def _read_module(root: Path, name: str) -> tuple[str, tuple[str, ...]]:
    """The hash of a module's meaning, and the modules of ours that it imports."""
    tree = ast.parse(_find_file(root, name).read_bytes())
    digest = hashlib.sha256("".join(_walk(tree)).encode()).hexdigest()
    return digest, tuple(_list_imports(root, tree))


@cache
def _list_others(root: Path, name: str) -> tuple[str, ...]:
    """The first words of all that a module imports."""
    nodes = list(ast.walk(ast.parse(_find_file(root, name).read_bytes())))
    plain = (alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names)
    parts = (node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module)
    return tuple(found.partition(".")[0] for found in (*plain, *parts))


def _find_file(root: Path, name: str) -> Path:
    path = root.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _list_imports(root: Path, tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] in OURS)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in OURS:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if _find_file(root, inner).is_file() else str(node.module)


def _walk(node: Any) -> Iterator[str]:
    """A text of the tree that leaves out what has no meaning: empty fields, contexts, type comments, docstrings."""
    if isinstance(node, ast.AST):
        yield f"({type(node).__name__}"
        for field, value in ast.iter_fields(node):
            if value in (None, []) or field in ("ctx", "type_comment", "kind", "type_params"):
                continue
            yield f" {field}="
            yield from _walk(_drop_docstring(node, value) if field == "body" else value)
        yield ")"
    elif isinstance(node, list):
        yield "["
        for item in node:
            yield from _walk(item)
        yield "]"
    else:
        yield repr(node)


def _drop_docstring(node: ast.AST, body: Any) -> Any:
    documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    return body[1:] if documented and ast.get_docstring(node, clean=False) is not None else body
