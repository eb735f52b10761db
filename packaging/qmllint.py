"""qmllint over every QML file, warnings as errors, with the types that Python defines.

qmllint reads type descriptions (``.qmltypes``).  Qt makes them from C++; for Python classes they
are written here from the live meta-objects, so that they cannot differ from what QML really gets.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import PySide6  # noqa: E402
from PySide6.QtCore import QMetaMethod, QMetaObject, QObject  # noqa: E402

from kiosk.ui import engine  # noqa: E402

URI = "Kiosk.Core"
QML = ROOT / "kiosk" / "ui" / "qml"

# How a property's C++ type is called in a type description; unknown Python values are variants.
PLAIN = {"PyObject": "QVariant", "float": "double"}


def _type(name: str) -> tuple[str, bool]:
    pointer = name.endswith("*")
    bare = name.rstrip("*").strip()
    return PLAIN.get(bare, bare), pointer


def _name(method: QMetaMethod) -> str:
    return bytes(method.methodSignature().data()).decode().partition("(")[0]


def _classes() -> list[type[QObject]]:
    """Python's QObject classes of the modules that register QML types, bases first."""
    found: dict[str, type[QObject]] = {}
    for name, module in sorted(sys.modules.items()):
        if not name.startswith("kiosk.ui."):
            continue
        for value in vars(module).values():
            if not (isinstance(value, type) and issubclass(value, QObject)):
                continue
            for base in reversed(value.__mro__):
                if base.__module__.startswith("kiosk.ui.") and issubclass(base, QObject):
                    found.setdefault(base.__name__, base)
    return list(found.values())


def _decorators(cls: type[QObject]) -> set[str]:
    """Names of the decorators of a class, e.g. ``QmlElement``; the meta-object does not keep them."""
    path = Path(sys.modules[cls.__module__].__file__ or "")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef) and node.name == cls.__name__:
            return {d.id for d in node.decorator_list if isinstance(d, ast.Name)}
    return set()


def _component(cls: type[QObject]) -> str:
    meta: QMetaObject = cls.staticMetaObject  # type: ignore[attr-defined]
    parent = meta.superClass()
    lines = [
        f'name: "{meta.className()}"',
        'accessSemantics: "reference"',
        f'prototype: "{parent.className() if parent else ""}"',
    ]
    decorators = _decorators(cls)
    if "QmlElement" in decorators:
        lines.append(f'exports: ["{URI}/{cls.__name__} 1.0"]')
        lines.append("exportMetaObjectRevisions: [256]")
        if "QmlSingleton" in decorators:
            lines += ["isCreatable: false", "isSingleton: true"]
    for i in range(meta.propertyOffset(), meta.propertyCount()):
        prop = meta.property(i)
        kind, pointer = _type(str(prop.typeName()))
        words = [f'name: "{prop.name()}"', f'type: "{kind}"', f"index: {i}"]
        if pointer:
            words.append("isPointer: true")
        if not prop.isWritable():
            words.append("isReadonly: true")
        if prop.isConstant():
            words.append("isPropertyConstant: true")
        # No notify: asking for one that a base class declares crashes PySide 6.9, and qmllint needs none.
        lines.append("Property { " + "\n".join(words) + " }")
    for i in range(meta.methodOffset(), meta.methodCount()):
        lines.append(_method(meta.method(i)))
    return "    Component {\n" + "".join(f"        {line}\n" for line in lines) + "    }\n"


def _method(method: QMetaMethod) -> str:
    signal = method.methodType() == QMetaMethod.MethodType.Signal
    words = [f'name: "{_name(method)}"']
    result, pointer = _type(str(method.typeName()))
    if result not in ("", "void"):
        words.append(f'type: "{result}"')
        if pointer:
            words.append("isPointer: true")
    for number, raw in enumerate(method.parameterTypes()):
        kind, is_pointer = _type(bytes(raw.data()).decode())
        pointed = "; isPointer: true" if is_pointer else ""
        words.append(f'Parameter {{ name: "a{number}"; type: "{kind}"{pointed} }}')
    return f"{'Signal' if signal else 'Method'} {{ " + "\n".join(words) + " }"


def write_types(folder: Path) -> None:
    """``folder/Kiosk/Core`` as a module qmllint can import."""
    engine.register_types()
    module = folder / "Kiosk" / "Core"
    module.mkdir(parents=True)
    body = "".join(_component(cls) for cls in _classes())
    head = "import QtQuick.tooling 1.2\nModule {\n"
    (module / "core.qmltypes").write_text(f"{head}{body}}}\n", encoding="utf-8")
    listing = f"module {URI}\ntypeinfo core.qmltypes\ndepends QtQuick\n"
    (module / "qmldir").write_text(listing, encoding="utf-8")


def main() -> int:
    """Exit code of qmllint; 3 when the program itself is missing."""
    tool = Path(PySide6.__file__).parent / ("qmllint.exe" if sys.platform == "win32" else "qmllint")
    if not tool.exists():
        print("没有找到 PySide6 自带的 qmllint：请先运行 packaging/test.sh 装好依赖。", file=sys.stderr)
        return 3
    files = sorted(str(p) for p in QML.rglob("*.qml"))
    with tempfile.TemporaryDirectory() as temporary:
        write_types(Path(temporary))
        command = [str(tool), "--max-warnings", "0", "-I", temporary, "-I", str(QML), *sys.argv[1:], *files]
        code = subprocess.run(command, check=False).returncode
    print(f"qmllint：{len(files)} 个文件，{'没有问题' if code == 0 else '有问题'}。")
    return 0 if code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
