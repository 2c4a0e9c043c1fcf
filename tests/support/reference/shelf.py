"""S301: the time left at a phase's last end, to the expiry that is printed, else to the end of the shelf life."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from math import inf

from atmp_logistics.core.instants import CalendarPeriod
from reference.containers import Container
from reference.labels import applies, completions, one_answer
from reference.nearness import as_read
from reference.record import Record
from reference.values import DAY, HOUR, S, ends, instant, judge, moment, scope, seconds
from reference.when import latest


def s301(record: Record, container: Container):
    """The time left at the event that the label names (`[expiry]`); to the expiry that is printed, else to the end of the
    shelf life. "Without one, a shelf life is judged at the end of its storage phase, and a printed expiry at the end of
    the last storage phase that holds for the container" (docs, S301).
    """
    stores = [store for store in record.product.storage if store.shelf_life is not None]
    printed, said = printed_expiry(record, container), record.product.expiry
    strict = bool(said and said.strict)
    judged_by = {id(store): said.by if said else store.ends for store in stores}
    if printed:
        verdict, bounds, names = at_the_last_end(record, container, printed, strict)
        binding = {
            judged_by[id(store)] for store in stores if store.obligation == "shall" and record.applies(store, container)
        }
        if len(names) > 1 or not names <= binding:
            yield "expiry", "s", by_event(verdict, said), bounds, said, set()
    for store in stores:
        last = printed or shelf_life(record, container, store.shelf_life)
        verdict, bounds = time_left(container.at(judged_by[id(store)], "last"), last, strict)
        # Where an expiry is printed the shelf life of the label decides nothing.
        verdict = verdict if printed else as_read(verdict, store.shelf_life_citation or store.citation)
        yield store.code, "s", by_event(verdict, said), bounds, store, set()


def by_event(verdict, said):
    """A verdict by the event that the label names, if it names one."""
    return as_read(verdict, said.citation) if said else verdict


def at_the_last_end(record: Record, container: Container, printed, strict):
    """A printed expiry, judged in every way in which nobody said which storages hold; and by which events."""
    said, storage = record.product.expiry, list(record.product.storage)
    ways, found, names = completions(record.product, storage, record.told(container)), [], set()
    for way in ways:
        stops = {said.by} if said else {store.ends for store in storage if applies(store, way)} or {"administration"}
        moments = [container.at(stop, "last") for stop in stops]
        names |= {stop for stop in stops if not any(surely_later(container, other, stop) for other in stops - {stop})}
        found.append(time_left(latest(moments), printed, strict))
    bounds = min(lower for _, (lower, _) in found), max(upper for _, (_, upper) in found)
    return one_answer(verdict for verdict, _ in found), bounds, names


def surely_later(container: Container, one, other):
    """Whether by nature one end is never before the other."""
    return container.never_before(ends(one)[0], ends(other)[1])


def time_left(used, last, strict):
    bounds = seconds(last[0] - used[1]), seconds(last[1] - used[0])
    return judge(*bounds, 0, None, not strict), bounds


def shelf_life(record: Record, container: Container, life):
    """The last instant: so many seconds on; or, by the calendar, the same clock time surely, that day's end possibly.

    A later start may end earlier on the clock, where its month lacks its day: one not known to the instant counts from
    a day earlier.
    """
    made = container.at("manufacturing_end", "first")
    if not isinstance(life, CalendarPeriod):
        return made[0] + round(life * S), made[1] + round(life * S)
    lower, upper = -inf, inf
    if made[0] > -inf:
        lower = same_clock(made[0], life, record.tz) - (0 if made[0] == made[1] else DAY)
    if made[1] < inf:
        day = life.after(moment(made[1]).astimezone(record.tz).date())
        upper = max(same_clock(made[1], life, record.tz), day_end(day, record.tz))
    return lower, upper


def same_clock(t, life, tz):
    local = moment(t).astimezone(tz)
    return instant(datetime.combine(life.after(local.date()), local.time(), tz))


def day_end(day, tz):
    return instant(datetime.combine(day + timedelta(days=1), time(), tz)) - 1


def printed_expiry(record: Record, container: Container):
    """Bounds on the last instant of a printed expiry: a day to its end, a month to its last day's."""
    texts = [row.expiry for row in container.rows if row.expiry and scope(row) != "material"]
    if not texts:
        return None
    if len(texts[0]) > 10:
        return (instant(datetime.fromisoformat(texts[0])),) * 2
    year, month, *day = map(int, texts[0].split("-"))
    last = date(year, month, day[0] if day else monthrange(year, month)[1])
    if record.tz is None:
        return day_end(last, UTC) - 14 * HOUR, day_end(last, UTC) + 12 * HOUR
    return (day_end(last, record.tz),) * 2
