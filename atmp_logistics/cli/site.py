"""The commands of `site`: a profile made of the words that stand in a ward's sheet and its loggers' files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atmp_logistics.cli.options import CatalogueFolders, MaxSize, PluginFolders, Product, Worksheet
from atmp_logistics.cli.outputs import InputPaths, Outputs, output_faults
from atmp_logistics.cli.shared import catalogue_with, plugins_of_call, print_written, refusals
from atmp_logistics.cli.worksheets import worksheet_faults
from atmp_logistics.core.errors import UsageError, refuse
from atmp_logistics.core.size_limit import size_limit

if TYPE_CHECKING:
    from atmp_logistics.catalogue.catalogue import Catalogue
    from atmp_logistics.core import product as products
    from atmp_logistics.report.site_profile.profile_template import ProductNames, SiteTemplate

site_app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The site's profile: write one of your own sheet, to fill in."
)


@site_app.callback()
def _of_site() -> None:
    """Hold the commands of `site`, as one alone would take the place of the group."""


@site_app.command("new")
def new_command(
    sheet: Annotated[Path, typer.Argument(help="A sheet of events as the ward keeps it: CSV, .xlsx, .xls or Parquet.")],
    logs: Annotated[list[Path] | None, typer.Argument(help="Files of its loggers, or folders of them.")] = None,
    out: Annotated[Path, typer.Option("--out", help="The profile to write; nothing is replaced.")] = Path("site.toml"),
    name: Annotated[str, typer.Option("--name", help="The site's name.")] = "",
    tz: Annotated[str, typer.Option("--tz", help="Zone of local times, such as Europe/Stockholm.")] = "",
    jurisdiction: Annotated[str, typer.Option("--jurisdiction", help="Whose labels you use, such as EU.")] = "",
    product: Product = None,
    events: Annotated[
        list[Path] | None,
        typer.Option("--events", help="A sheet judged with the first, such as the receipt list. Repeatable."),
    ] = None,
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
    worksheet: Worksheet = None,
    max_size: MaxSize = None,
) -> None:
    """Write a site profile with the sheet's own headings and words and the loggers' names, to fill in.

    What the vocabulary knows for certain is filled in; everything else is asked, in a comment.

    Exit 0: written.

    Exit 2: a file that is no table, or a profile that is there already.
    """
    with refusals(), plugins_of_call(plugins), size_limit(max_size):
        files = SheetAndLogs((sheet, *(events or ())), tuple(logs or ()), tuple(worksheet or ()))
        _check_out(out, [*files.sheets, *files.logs])
        refuse(worksheet_faults(worksheet, InputPaths(files.sheets, files.logs)))
        template = _template(files, (name, tz, jurisdiction), product, catalogue_with(catalogue))
        outputs = Outputs()
        outputs.write(out, lambda path: _write(path, template))
        outputs.show(lambda: _print(outputs, template, files.next_call(product, out)))
        outputs.end("the profile was made", 0)


@dataclass(frozen=True, slots=True)
class SheetAndLogs:
    """The files that a profile is made of."""

    sheets: tuple[Path, ...]
    logs: tuple[Path, ...]
    worksheets: tuple[str, ...]

    def next_call(self, product: str | None, out: Path) -> str:
        """Return the call that judges the sheets by the profile."""
        from shlex import join

        options = [
            *(word for log in self.logs for word in ("--readings", str(log))),
            *(word for name in self.worksheets for word in ("--worksheet", name)),
            *(("--product", product) if product else ()),
        ]
        return join(["atmp-logistics", "validate", *map(str, self.sheets), *options, "--site", str(out)])


def _check_out(out: Path, inputs: Sequence[Path]) -> None:
    refuse(output_faults({"the profile": out}, InputPaths(tuple(inputs))))
    if out.exists():
        fix = "choose another name with --out, or change the profile that you have"
        refuse([UsageError.fault(str(out), "a file that is there already", "a new one", fix)])


def _template(files: SheetAndLogs, stated: tuple[str, str, str], product: str | None, known: Catalogue) -> SiteTemplate:
    from atmp_logistics.core.instants import zone
    from atmp_logistics.ingest.logger_file_words import readings_among, words_of_logger_files
    from atmp_logistics.ingest.sheet_words import words_of_sheet
    from atmp_logistics.ingest.sheets_together import sheets_together
    from atmp_logistics.report.site_profile.profile_template import StatedOfSite, site_template

    name, tz, jurisdiction = (text.strip() for text in stated)
    if tz:
        zone(tz)
    refuse(readings_among(files.sheets))
    words = sheets_together([words_of_sheet(sheet, files.worksheets) for sheet in files.sheets])
    names = _product_names(words.products, product, jurisdiction, known)
    return site_template(
        words, words_of_logger_files(files.logs, files.worksheets), StatedOfSite(name, tz, jurisdiction), names
    )


def _product_names(names: Collection[str], product: str | None, jurisdiction: str, known: Catalogue) -> ProductNames:
    """Return what the sheet's names of products may mean, and the codes that a logger can stand for."""
    from atmp_logistics.catalogue.catalogue import load_product
    from atmp_logistics.catalogue.product_suggestions import products_named
    from atmp_logistics.ingest.sheet_words import MOST_SUGGESTED
    from atmp_logistics.records.stated_places import phase_codes
    from atmp_logistics.report.site_profile.profile_template import ProductNames

    labels = [known.versions(slug)[-1] for slug in known]
    of = {label.slug: label for label in labels}
    unknown = [name for name in names if name not in known][:MOST_SUGGESTED]
    like = {name: tuple(products_named(name, labels, jurisdiction)) for name in unknown}
    may_be = {name: (name,) if name in known else like.get(name, ()) for name in names}
    wanted = jurisdiction.strip().casefold()
    fitting = {
        name: [slug for slug in slugs if of[slug].jurisdiction.casefold() == wanted and _is_of(name, of[slug])]
        for name, slugs in may_be.items()
    }
    certain = {name: slugs[0] for name, slugs in fitting.items() if len(slugs) == 1}
    chosen = [load_product(product, known)] if product else [of[slug] for slugs in may_be.values() for slug in slugs]
    codes = dict.fromkeys(code for label in chosen or labels for code in phase_codes(label, with_temperature=True))
    return ProductNames(certain, may_be, tuple(codes), stated=product is not None)


def _is_of(name: str, label: products.Product) -> bool:
    return " ".join(name.casefold().split()) in {label.name.casefold(), label.inn.casefold()}


def _write(path: Path, template: SiteTemplate) -> None:
    from atmp_logistics.core.whole_files import write_text

    write_text(path, template.text)


def _print(outputs: Outputs, template: SiteTemplate, call: str) -> None:
    from atmp_logistics.core.printable import in_one_line
    from atmp_logistics.report.site_profile.profile_template import lines_to_fill_in

    print_written(outputs.written)
    for line in (*lines_to_fill_in(template), f"then: {call}"):
        typer.echo(in_one_line(line))
