"""A site's profile: what every call would repeat. Everything it states is evidence by the site's word, and prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Literal

from atmp_logistics.core.checks import is_being_read
from atmp_logistics.core.errors import Fault, refuse
from atmp_logistics.core.exactness import said_of_resolution
from atmp_logistics.core.identifiers import odd_words
from atmp_logistics.core.identity_check import Check
from atmp_logistics.core.instants import zone
from atmp_logistics.core.product_file import seal_of
from atmp_logistics.core.reading_times import DateOrder
from atmp_logistics.core.short_repr import Described
from atmp_logistics.core.translatable import prose, said
from atmp_logistics.core.wording import duration, number
from atmp_logistics.records.band_facts import BandFact
from atmp_logistics.records.custody_terms import CustodyTerms
from atmp_logistics.records.logger_places import LoggerPlace
from atmp_logistics.records.product_names import slug_of
from atmp_logistics.records.provenance import Provenance
from atmp_logistics.records.site_checks import settle_site
from atmp_logistics.records.site_identity import words_on_identity
from atmp_logistics.records.site_words import clashing_words, folded, unknown_words
from atmp_logistics.records.spacing_facts import SpacingFact
from atmp_logistics.records.stated_fault_codes import words_on_fault_codes
from atmp_logistics.records.stated_identifiers import words_on_identifiers
from atmp_logistics.records.stated_tables import StatedTable


@dataclass(frozen=True, slots=True, repr=False)
class Site(Described):
    """What a hospital states once.

    Attributes
    ----------
    name, source : str
        The site, and the file that states this.
    sha256 : str
        The hash of that file's bytes; none of a profile that was made or changed in Python.
    tz : str or None
        The zone of local times and calendar days.
    resolution_s : float or None
        How finely event times are written, in seconds; None: each is as exact as it is written.
    events, columns : mapping of str to str
        The hospital's words for events, and its headings, each with its meaning here.
    max_gap_s : float or None
        How far apart two readings may be joined, in seconds.
    accuracy_degC : float
        The loggers' accuracy, which counts only under the guarded decision rule.
    tolerance_degC : float or None
        What makes a range of a temperature that a label prints without a tolerance.
    decision_rule : {'simple', 'guarded'}
    spacing : tuple of SpacingFact
    bands : tuple of BandFact
    loggers : tuple of LoggerPlace
        What each logger stands for.
    fault_codes_degC : tuple of float or None
        What loggers write where they have no reading; () for no such number.
    products : mapping of str to str
        The ward's names of products, each with the slug that it means.
    jurisdiction : str
        Such as ``EU``: where a product is not known, those of this jurisdiction are suggested first.
    table : StatedTable
        How the site's own tables of readings are written.
    date_order : {'dmy', 'mdy', 'ymd'} or None
        The order of day and month in dates of numbers that do not prove theirs; that of a call goes before it.
    language : str or None
        Such as ``sv``: the language of dose records; that of a call goes before it.
    identifiers : mapping of str to str
        Columns that a pharmacy files, each with the scheme of the identifiers in it.
    checks : tuple of Check
        The checks of identity that the site demands, beside the label's.
    identity_required : bool
        Whether every record must say whose it is, and log the label's checks.
    terms : CustodyTerms
        What is stated about custody, and about what becomes of containers.
    unique_containers : bool
        Whether a container id is never that of a container of another therapy.
    """

    name: str = ""
    tz: str | None = None
    resolution_s: float | None = None
    events: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    max_gap_s: float | None = None
    accuracy_degC: float = 0.0
    tolerance_degC: float | None = None
    decision_rule: Literal["simple", "guarded"] = "simple"
    spacing: tuple[SpacingFact, ...] = ()
    bands: tuple[BandFact, ...] = ()
    source: str = ""
    loggers: tuple[LoggerPlace, ...] = ()
    fault_codes_degC: tuple[float, ...] | None = None
    sha256: str = field(default="", compare=False)
    seal: str = field(default="", repr=False, compare=False)
    products: Mapping[str, str] = field(default_factory=dict)
    jurisdiction: str = ""
    table: StatedTable = field(default_factory=StatedTable)
    date_order: DateOrder | None = None
    checks: tuple[Check, ...] = ()
    identity_required: bool = False
    language: str | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict)
    terms: CustodyTerms = field(default_factory=CustodyTerms)
    unique_containers: bool = False

    def _described(self) -> str:
        return ", ".join(filter(None, (self.name or "no name", self.tz or "no zone", self.source)))

    def __post_init__(self) -> None:
        settle_site(self)
        if self.sha256 and self.seal != seal_of_site(self):
            object.__setattr__(self, "sha256", "")
        if not is_being_read():
            refuse(self.faults_of_words())

    def faults_of_words(self) -> Iterator[Fault]:
        """Yield a fault for each word that stands twice, has signs that nobody sees, or means no event.

        Yields
        ------
        Fault
            With the word, and what it could be.
        """
        where = self.source or "site"
        words = {"events": self.events, "columns": self.columns, "products": self.products}
        for table, own in words.items():
            yield from clashing_words(own, f"{where}.{table}")
        words["loggers"] = {one.logger: "" for one in self.loggers}
        for table, own in words.items():
            yield from odd_words(own, f"{where}.{table}")
        yield from unknown_words(self.events, f"{where}.events")

    @property
    def provenance(self) -> Provenance | None:
        """The file that states this, with its hash; None where nothing is stated."""
        if self == Site():
            return None
        return Provenance(
            self.source or "site", self.sha256, "site profile" if self.sha256 else "made or changed in Python"
        )

    @property
    def zone(self) -> tzinfo | None:
        """The site's zone."""
        return zone(self.tz) if self.tz else None

    def event(self, word: str) -> str | None:
        """Return what the profile says that a word of the hospital's means, None where it says nothing.

        Parameters
        ----------
        word : str
            As the file writes it, whatever its capitals.

        Returns
        -------
        str or None
            The event or activity of the vocabulary, or ``"ignore"``.
        """
        return {folded(theirs): ours for theirs, ours in self.events.items()}.get(folded(word))

    def column(self, heading: str) -> str | None:
        """Return what the profile says that a heading of the hospital's means, None where it says nothing.

        Parameters
        ----------
        heading : str
            As the file writes it, whatever its capitals.

        Returns
        -------
        str or None
            The column of the vocabulary, or ``"ignore"``.
        """
        return {folded(theirs): ours for theirs, ours in self.columns.items()}.get(folded(heading))

    def slug(self, name: str) -> str:
        """Return the slug that the ward's name of a product means; what the profile does not name stays as it is.

        Parameters
        ----------
        name : str
            A ward's name, or a slug.

        Returns
        -------
        str
            The slug, or the name as it was given.
        """
        return slug_of(name, self.products)

    def zone_name(self, stated: str | None) -> str | None:
        """Return the zone of local times and calendar days: the one stated in the call, else the site's.

        Parameters
        ----------
        stated : str or None
            The zone of the call.

        Returns
        -------
        str or None
            None where neither states one.
        """
        return stated or self.tz

    @property
    def guard_degC(self) -> float:
        """How far a reading may be from the truth under the decision rule chosen."""
        return self.accuracy_degC if self.decision_rule == "guarded" else 0.0

    def statements(self, tz: str | None = None) -> tuple[str, ...]:
        """Everything the profile states, in words, for the result to print; `tz` is the zone that was used.

        Parameters
        ----------
        tz : str, optional
            The zone that was used, where it is not the site's.

        Returns
        -------
        tuple of str
            A sentence for each statement.
        """
        stated, used = list[str](), self.zone_name(tz)
        if used:
            instead = said("records", "site.zone_called", zone=self.tz) if self.tz and used != self.tz else ""
            stated.append(said("records", "site.zone", zone=used, instead=instead))
        if self.resolution_s is not None:
            stated.append(said_of_resolution(self.resolution_s))
        if self.date_order:
            stated.append(said("records", "site.date_order", order=self.date_order))
        if self.language:
            stated.append(said("records", "site.language", language=self.language))
        if self.max_gap_s is not None:
            stated.append(said("records", "joined.up_to", distance=duration(self.max_gap_s, exact=True)))
        stated += [*words_on_fault_codes(self.fault_codes_degC), *self.table.statements()]
        if self.accuracy_degC:
            key = "site.accuracy_guarded" if self.guard_degC else "site.accuracy_simple"
            stated.append(said("records", key, accuracy=number(self.accuracy_degC)))
        if self.tolerance_degC is not None:
            stated.append(said("records", "site.tolerance", tolerance=number(self.tolerance_degC)))
        stated += words_on_identity(self.checks, required=self.identity_required, unique=self.unique_containers)
        stated += self.terms.statements()
        stated += [prose(f"fact: {fact}") for fact in self.spacing]
        stated += [said("records", "site.fact", fact=fact.in_words) for fact in self.bands]
        for what, words in (("words", self.events), ("headings", self.columns), ("products", self.products)):
            meant = ", ".join(f"{theirs!r} means {ours}" for theirs, ours in words.items())
            stated += [f"{what}: {meant}"] if meant else []
        return (*stated, *words_on_identifiers(self.identifiers))


def seal_of_site(site: Site) -> str:
    """Return what binds a profile to its file: a profile that is changed afterwards has not the file's hash."""
    return seal_of(site, but=("sha256", "seal"))
