"""The commands of `catalogue`: list the products, show one, compare two, write and check your own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from atmp_logistics.cli.options import CatalogueFolders, PluginFolders, Slug
from atmp_logistics.cli.outputs import Outputs
from atmp_logistics.cli.shared import catalogue_with, output_console, plugins_of_call, print_written, refusals

if TYPE_CHECKING:
    from atmp_logistics.assessment.examples import Outcome
    from atmp_logistics.catalogue.catalogue import Catalogue
    from atmp_logistics.catalogue.completion import Completion

catalogue_app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="The product files: list them, show one, check your own."
)


@catalogue_app.command("list")
def list_command(catalogue: CatalogueFolders = None, plugins: PluginFolders = None) -> None:
    """List the products: slug, name, storage, and how near the label's text is to the regulator's."""
    with refusals(), plugins_of_call(plugins):
        from atmp_logistics.report.products.text import list_of

        console, known = output_console(), catalogue_with(catalogue)
        console.print(list_of(known))
        for line in (*known.replaced.values(), *known.broken):
            console.print(line)


@catalogue_app.command("show")
def show_command(slug: Slug, catalogue: CatalogueFolders = None, plugins: PluginFolders = None) -> None:
    """Show one product: its limits, each with its section, and where they were read."""
    with refusals(), plugins_of_call(plugins):
        from atmp_logistics.catalogue.catalogue import load_product
        from atmp_logistics.report.products.text import render_text
        from atmp_logistics.report.shared.what_judged import files_in_words

        known = catalogue_with(catalogue)
        product = load_product(slug, known)
        typer.echo(render_text(product, output_console().width), nl=False)
        for line in (*files_in_words(product.files, None), *filter(None, [known.replaced.get(slug)])):
            typer.echo(line)


@catalogue_app.command("compare")
def compare_command(
    one: Annotated[str, typer.Argument(help="A product's slug.")],
    other: Annotated[str, typer.Argument(help="Another product's slug.")],
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
) -> None:
    """Show two labels side by side: each limit as the one and as the other has it."""
    with refusals(), plugins_of_call(plugins):
        from atmp_logistics.catalogue.catalogue import load_product
        from atmp_logistics.report.products.text import comparison_of

        known = catalogue_with(catalogue)
        output_console().print(comparison_of(load_product(one, known), load_product(other, known)))


@catalogue_app.command("new")
def new_command(
    slug: Annotated[str, typer.Argument(help="The new product's slug, such as ourcel-se.")],
    folder: Annotated[Path, typer.Option("--in", help="The folder to write it into.")] = Path(),
) -> None:
    """Write a commented product file to fill in, and a file for its examples beside it."""
    with refusals():
        from atmp_logistics.catalogue.new_product import write_template

        outputs = Outputs()
        outputs.write(folder, lambda _: print_written(write_template(slug, folder)))
        outputs.end("the template was made", 0)


@catalogue_app.command("complete")
def complete_command(
    slug: Slug,
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write; SLUG.completion.toml by default.")
    ] = None,
    label: Annotated[
        Path | None, typer.Option("--label", help="Your label: its numbers stand beside each gap, as comments.")
    ] = None,
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
) -> None:
    """Write a file in which you close a product's gaps and confirm what was read at second hand, from your label."""
    with refusals(), plugins_of_call(plugins):
        from atmp_logistics.catalogue.catalogue import load_product
        from atmp_logistics.catalogue.completion_template import write_completion

        product, outputs = load_product(slug, catalogue_with(catalogue)), Outputs()
        candidates: tuple[tuple[str, ...], ...] = ()
        if label is not None:
            from atmp_logistics.labels.gap_candidates import gap_candidates
            from atmp_logistics.labels.read_label import read_label

            candidates = gap_candidates(product, read_label(label))
        outputs.write(out or Path(), lambda _: print_written([write_completion(product, out, candidates)]))
        outputs.end("the completion was made", 0)


@catalogue_app.command("copy")
def copy_command(
    slug: Slug,
    folder: Annotated[Path, typer.Option("--in", help="The folder to write it into.")] = Path(),
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
) -> None:
    """Write a product's whole file, to change it yourself; later corrections of ours do not reach it."""
    with refusals(), plugins_of_call(plugins):
        from atmp_logistics.catalogue.product_copy import write_copies

        known, outputs = catalogue_with(catalogue), Outputs()
        outputs.write(folder, lambda _: print_written(write_copies(slug, folder, known)))
        outputs.end("the copy was made", 0)


@catalogue_app.command("check")
def check_command(
    folder: Annotated[Path, typer.Argument(help="Folder with product files.")], plugins: PluginFolders = None
) -> None:
    """Read every product file of a folder as ours are read, and judge the examples beside them.

    Exit 0: no faults, every example as expected.

    Exit 1: an example falls short.

    Exit 2: a file has faults, each with its path.
    """
    with refusals(), plugins_of_call(plugins):
        from atmp_logistics.assessment.examples import read_examples, run_example

        known, console = catalogue_with([folder]), output_console()
        for line in _checked_products(known, folder):
            console.print(line)
        outcomes = [run_example(example, known) for example in read_examples(folder)]
        for outcome in outcomes:
            console.print(_outcome_line(outcome))
        raise typer.Exit(0 if all(outcome.holds for outcome in outcomes) else 1)


@catalogue_app.command("audit")
def audit_command(
    slug: Slug,
    label: Annotated[
        Path,
        typer.Option("--label", help="The label: FDA SPL, EMA ePI, or an SmPC or US label as PDF or text."),
    ],
    catalogue: CatalogueFolders = None,
    plugins: PluginFolders = None,
) -> None:
    """Compare a product file with the label's own text: each number of it, and each limit of the file.

    Sentences are shown from your file and are kept nowhere; nothing becomes a limit.

    Exit 0: every number is in the file, and every limit in the label.

    Exit 1: something differs, or could not be compared.

    Exit 2: the label is another product's, or cannot be read.
    """
    with refusals(), plugins_of_call(plugins):
        from atmp_logistics.catalogue.catalogue import load_product
        from atmp_logistics.labels.audit import audit_label
        from atmp_logistics.labels.read_label import read_label
        from atmp_logistics.report.audits.text import render_text

        audit = audit_label(load_product(slug, catalogue_with(catalogue)), read_label(label))
        outputs = Outputs()
        outputs.show(lambda: typer.echo(render_text(audit, output_console().width), nl=False))
        outputs.end("the label was compared", int(audit.differs))


def _checked_products(known: Catalogue, folder: Path) -> Iterator[str]:
    """Yield a line for each label of a folder, then what the catalogue leaves out."""
    slugs = (slug for slug, paths in known.items() if any(path.is_relative_to(folder) for path in paths))
    for slug in sorted(slugs):
        for product in known.versions(slug):
            yield f"{slug} ({product.source}): {sum(1 for _ in product.requirements())} limits, no faults"
    for completion in known.completions:
        yield from _said_of_completion(completion, known)
    yield from (*known.replaced.values(), *known.left_out)


def _said_of_completion(completion: Completion, known: Catalogue) -> Iterator[str]:
    """Yield what a completion closes and confirms in the versions of its label, what stays open, and each limit."""
    from atmp_logistics.catalogue.apply_completion import is_stale
    from atmp_logistics.catalogue.confirmed_numbers import confirmable
    from atmp_logistics.report.products.text import sentence_of

    read = {item.limit.code if item.limit else item.storage or item.replaces for item in completion.items}
    versions = known.versions(completion.slug)
    applied = [product for product in versions if not is_stale(completion, product)]
    for product in applied:
        closes = [code for item in completion.items for code in item.closes]
        confirms = [item.replaces for item in completion.items if item.replaces]
        left = [one.code for one in product.requirements() if confirmable(one)]
        said = {"closes": closes, "confirms or corrects": confirms}
        said |= {"unread": [one.code for one in product.unread_limits], "at second hand": left}
        words = "; ".join(f"{key} {', '.join(dict.fromkeys(codes)) or 'nothing'}" for key, codes in said.items())
        yield f"{completion.source}, a completion of {completion.slug}: {words}"
        yield from (f"  {one.code}: {sentence_of(one)}" for one in product.requirements() if one.code in read)
    for product in versions if applied else ():
        if product not in applied:
            yield f"{completion.source} changes nothing of {product.source}, of revision {product.citation.revision!r}"


def _outcome_line(outcome: Outcome) -> str:
    example = outcome.example
    shown = "as expected" if outcome.holds else f"FALLS SHORT: {outcome.verdict}. {outcome.why}"
    return f"{example.source}, {example.name!r}: expected {example.verdict}, {shown}"
