"""Nothing in the code hangs on POSIX: what Windows lacks is not used, and every text file says how it is encoded."""

import ast
import os
import re
import subprocess
import sys

import pytest
from how_many import spread
from places import ROOT

CODE = sorted((ROOT / "atmp_logistics").rglob("*.py"))
SAMPLE = ROOT / "notebooks" / "data"
CALL = ["validate", "events.csv", "--readings", "nitrogen_log.csv", "--site", "site.toml"]
#: Modules and names that Windows has not.
MODULES = {"curses", "fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
NAMES = {"fork", "forkpty", "getuid", "geteuid", "mkfifo", "uname", "SIGKILL", "SIGPIPE", "SIGALRM", "SIGHUP", "alarm"}
#: A time format without leading zeros, which Windows spells otherwise; and places that Windows has not.
FORMS = re.compile(r"%-[a-zA-Z]|^/(?:tmp|dev|proc|etc|var)\b")


def trees():
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))) for path in CODE]


def docstrings(tree):
    held = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, held) and node.body and isinstance(node.body[0], ast.Expr)
    }


def attempts(tree):
    """Return the imports that may fail: the code goes on without them."""
    tries = [node for node in ast.walk(tree) if isinstance(node, ast.Try)]
    return {id(one) for node in tries for one in node.body if isinstance(one, ast.Import)}


@pytest.mark.long
def test_nothing_is_used_that_windows_lacks():
    found = []
    for path, tree in trees():
        documented, tried = docstrings(tree), attempts(tree)
        for node in ast.walk(tree):
            if id(node) in tried:
                continue
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [(path, name) for name in names if name.partition(".")[0] in MODULES]
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id in {"os", "signal"}
            ):
                found += [(path, node.attr)] if node.attr in NAMES else []
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            found += [(path, text[:40])] if id(node) not in documented and FORMS.search(text) else []
    assert found == []


def is_text_without_encoding(call):
    """Say whether a call opens a text file without its encoding."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    stated = {word.arg for word in call.keywords}
    if name == "read_text" and isinstance(call.func, ast.Attribute):
        return not call.args and "encoding" not in stated
    if name != "open" or not isinstance(call.func, (ast.Name, ast.Attribute)) or "encoding" in stated:
        return False
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "os":
        return False
    modes = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return not any("b" in mode for mode in modes) and bool(modes or isinstance(call.func, ast.Name))


@pytest.mark.long
def test_every_text_file_is_opened_with_its_encoding():
    calls = [(path, node) for path, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert [(path, node.lineno) for path, node in calls if is_text_without_encoding(node)] == []


def test_names_in_the_repository_are_names_on_windows():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    names = listed or [path.relative_to(ROOT).as_posix() for path in CODE]
    reserved = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
    parts = {part for name in names for part in name.split("/")}
    assert not [part for part in parts if reserved.match(part) or re.search(r'[<>:"|?*\\]|[. ]$', part)]
    assert len({name.casefold() for name in names}) == len(names)


@pytest.mark.parametrize("encoding", spread(["cp1252", "ascii", "cp437", "utf-8"], 2))
def test_a_console_of_any_encoding_prints_the_result(encoding):
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    call = [sys.executable, "-m", "atmp_logistics", *CALL]
    done = subprocess.run(call, cwd=SAMPLE, env=env, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert text.startswith("CONFORMS")
    assert ("deg C" if encoding == "ascii" else "°C") in text


def test_the_readme_has_both_commands_for_powershell():
    block = re.search(r"```powershell\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)[1]
    posix = re.findall(r"^python3 -m venv .*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    as_posix = [
        line.replace("py -m", "python3 -m").replace(".venv\\Scripts\\", ".venv/bin/").replace("; ", " && ")
        for line in block.splitlines()
    ]
    assert as_posix == posix[:2]
