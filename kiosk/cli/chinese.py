"""click in Chinese: help pages, its own error texts, and the kinds of values that commands take.

click fetches its words through gettext, which would need a message file and would change with the
caller's LANG; replacing the few places is shorter and always Chinese.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import date

import click

_SECTIONS = {"Options": "选项", "Positional arguments": "参数", "Commands": "命令"}


def width(text: str) -> int:
    """Columns that ``text`` takes in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


# A line may not begin with these.
_CLOSING = frozenset("，。；：、！？）》”’,.;:!?)")


def wrap(text: str, columns: int) -> Iterator[str]:
    """``text`` in lines of at most ``columns`` columns.

    Breaks between Chinese characters and at blanks, never inside a Latin word (unless the word alone
    is too long) and not before a closing mark, which hangs over instead.
    """
    line = ""
    for piece in _pieces(" ".join(text.split())):
        if width(line + piece.rstrip()) > columns and line:
            yield line.rstrip()
            line = ""
        line += piece.lstrip() if not line else piece
    if line:
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for ch in text:
        breaks = piece and (piece[-1] == " " or width(piece[-1]) == 2 or width(ch) == 2)
        if breaks and ch not in _CLOSING and ch != " ":
            yield piece
            piece = ""
        piece += ch
    if piece:
        yield piece


class Formatter(click.HelpFormatter):
    """Help pages with Chinese headings and line breaks that count Chinese characters as two."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "用法：" if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    @contextmanager
    def section(self, name: str) -> Generator[None]:
        with super().section(_SECTIONS.get(name, name)):
            yield

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        for number, paragraph in enumerate(text.split("\n\n")):
            if number:
                self.write("\n")
            for line in wrap(paragraph, self.width - self.current_indent):
                self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        first_column = min(max(width(first) for first, _ in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for first, second in rows:
            lines = list(wrap(second, self.width - self.current_indent - first_column)) or [""]
            if width(first) <= first_column - col_spacing:
                first += " " * (first_column - width(first)) + lines.pop(0)
            self.write(f"{indent}{first.rstrip()}\n")
            for line in lines:
                self.write(f"{indent}{' ' * first_column}{line}\n")


class _Context(click.Context):
    formatter_class = Formatter


class Option(click.Option):
    """An option whose help says 必填 when it must be given."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        if self.hidden:
            return None
        return self.get_help_spec(ctx), (self.help or "") + ("（必填）" if self.required else "")


class Command(click.Command):
    """A command whose help and errors are Chinese."""

    context_class = _Context

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **{"options_metavar": "[选项]", **kwargs})  # type: ignore[arg-type]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这页说明。"
        return option

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # click's own refusal of surplus words is English and cannot be told from other usage errors.
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            # The parser leaves it empty in some errors; the sentence needs to know the command.
            error.ctx = error.ctx or ctx
            raise
        if rest:
            raise click.UsageError(f"多写了“{' '.join(rest)}”，这个命令用不上。", ctx)
        return rest


class Group(click.Group):
    """A group of commands whose help and errors are Chinese."""

    context_class = _Context
    command_class = Command

    def __init__(self, *args: object, **kwargs: object) -> None:
        words = {"options_metavar": "[选项]", "subcommand_metavar": "命令 [参数]…"}
        super().__init__(*args, **{**words, **kwargs})  # type: ignore[arg-type]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这页说明。"
        return option


class Day(click.ParamType[date]):
    """A calendar day written ``2026-06-15``."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail("日期要写成 2026-06-15 这样。", param, ctx)


class Size(click.ParamType[tuple[int, int]]):
    """Picture size in pixels, written ``1080x1920``; 320 to 8000 each way."""

    name = "宽x高"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        parts = str(value).lower().split("x")
        if len(parts) != 2 or not all(p.isdecimal() and 320 <= int(p) <= 8000 for p in parts):
            self.fail("大小要写成 1080x1920 这样，每边 320 到 8000 点。", param, ctx)
        return int(parts[0]), int(parts[1])


class Number(click.ParamType[int]):
    """A whole number within bounds, both included."""

    name = "数"

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if not text.isdecimal() or not self.least <= int(text) <= self.most:
            self.fail(f"要写 {self.least} 到 {self.most} 之间的整数。", param, ctx)
        return int(text)


class Decimal(click.ParamType[float]):
    """A number within bounds, both included."""

    name = "数"

    def __init__(self, least: float, most: float) -> None:
        self.least, self.most = least, most

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = float(str(value))
        except ValueError:
            number = float("nan")
        if not self.least <= number <= self.most:
            self.fail(f"要写 {self.least:g} 到 {self.most:g} 之间的数。", param, ctx)
        return number


class OneOf(click.ParamType[str]):
    """One of a few words."""

    name = "哪一种"

    def __init__(self, *words: str) -> None:
        self.words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "|".join(self.words)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.words:
            self.fail(f"只能是这几种：{'、'.join(self.words)}。", param, ctx)
        return str(value)


def usage_sentence(error: click.ClickException) -> str:
    """What is wrong with the command line, in Chinese, with the command that shows the way."""
    text = _sentence(error)
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    if ctx is None:
        return text
    return f"{text}\n用法写在这里：{ctx.command_path} --help"


def _sentence(error: click.ClickException) -> str:
    match error:
        case click.NoSuchOption():
            near = f"是不是想写“{error.possibilities[0]}”？" if error.possibilities else ""
            return f"没有“{error.option_name}”这个选项。{near}"
        case click.NoSuchCommand():
            near = f"是不是想写“{error.possibilities[0]}”？" if error.possibilities else ""
            return f"没有“{error.command_name}”这个命令。{near}"
        case click.BadOptionUsage():
            takes_none = any(
                isinstance(p, click.Option) and p.is_flag and error.option_name in p.opts
                for p in (error.ctx.command.params if error.ctx else ())
            )
            rest = "后面不用再写别的。" if takes_none else "后面还要写一项内容。"
            return f"“{error.option_name}”{rest}"
        case click.MissingParameter():
            return f"还缺一项：{_spelling(error.param, error.ctx)}。"
        case click.BadParameter():
            return f"{_spelling(error.param, error.ctx)}：{error.message}"
        case _:
            return error.message


def _spelling(param: click.Parameter | None, ctx: click.Context | None) -> str:
    """How the person writes a parameter: ``--size`` or the name shown in the usage line."""
    if isinstance(param, click.Option):
        return param.opts[-1]
    if param is not None and ctx is not None:
        return param.make_metavar(ctx)
    return "命令后面的内容"
