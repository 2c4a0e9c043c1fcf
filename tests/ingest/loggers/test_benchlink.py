"""BenchLink Data Logger: a made-up export, one under a block of keys, and broken ones."""

import numpy as np
import pytest
from logger_kit import MADE_UP, recognised_by, refused, said_of, text_of
from logger_kit import read_text as read_at

from atmp_logistics.core.errors import InputError, NaiveTime, NotATable, UnknownColumn, UnreadableTime
from atmp_logistics.ingest.loggers import benchlink
from atmp_logistics.records.provenance import span_of

TEXT = text_of(MADE_UP / "benchlink_made_up.csv")
ORDER = "dates read as %m/%d/%Y %H:%M:%S.%f: the only order in which every row is a date"
LINES = TEXT.splitlines(keepends=True)
BLOCK = "Name:,Fridges\nOwner:,\nAcquisition Date:,5/13/2031 11:55:10 PM\nChannel,Name,Function\n101,,Temp\n\n"
ONE = "Sweep #,Time,Chan 101 (C)\n" + "".join(
    f"{i},02/{2 + i // 3:02}/2000 {8 * (i % 3):02}:15:17:34{i},{4 + i / 8:.2f}\n" for i in range(1, 7)
)


def read_text(text, tz="+01:00", channel="101 (C)", **answers):
    return read_at(text, tz, channel=channel, **answers)


def test_golden():
    log = read_text(TEXT)
    assert (len(log), log.loggers) == (10, ("",))
    assert span_of(log.time_us) == ("2031-05-13T22:55:10.402000Z", "2031-05-13T23:04:10.402000Z")
    assert log.temperature_degC.tolist() == [4.61, 4.58, 4.55, 4.7, 5.31, 6.02, 6.94, 7.2, 6.41, 5.5]
    assert log.provenance[0].assumptions == (
        "columns that are no temperature of the product are left out: '121 (VDC)'",
        "columns that are no temperature of the product are left out: 'Alarm 101', 'Alarm 102', 'Alarm 121'",
        "the channel '101 (C)' is stated by the caller; left out: '102 (C)'",
        f"{ORDER}; local times read in UTC+01:00",
    )


def test_an_open_thermocouple_is_missing():
    log = read_text(TEXT, channel="102 (C)")
    assert np.isnan(log.temperature_degC).nonzero()[0].tolist() == [3]
    assert np.nanmax(log.temperature_degC) == -17.48


def test_a_block_of_keys_is_read_over_and_said():
    log = read_text(BLOCK + TEXT)
    assert log.time_us.tolist() == read_text(TEXT).time_us.tolist()
    assert "provisional: no genuine export with a block of keys" in said_of(log)
    (raw, _) = benchlink.read(BLOCK + TEXT, "log.txt")
    assert raw.rows[0] == 8
    assert recognised_by(BLOCK.replace("Acquisition", "Some") + TEXT) == []


def test_one_channel_of_a_unit_whose_clock_was_never_set():
    log = read_text(ONE, channel=None)
    assert len(log) == 6
    assert "only this order keeps the readings' interval over midnight" in said_of(log)
    assert "the unit's clock may never have been set" in said_of(log)


def test_other_signs_and_halves():
    semicolons = TEXT.replace(".", ",").replace(",", ";").replace(";4;", ",4;")
    assert recognised_by(semicolons) == [benchlink.NAME]
    half = ONE.replace(" 00:15", " 12:15").replace(" 08:15", " 8:15").replace(" 16:15", " 4:15")
    half = "\n".join(f"{line[:29]} AM{line[29:]}" if line[:1] == "3" else line for line in half.splitlines())
    with pytest.raises(InputError):
        read_text(half, channel=None)
    late = "Sweep #,Time,Chan 101 (C)\n1,05/13/2031 1:39:54:460 PM,4.50\n2,05/13/2031 1:40:54:460 PM,4.75\n"
    assert span_of(read_text(late, channel=None).time_us)[0] == "2031-05-13T12:39:54.460000Z"


def test_lost_scans_are_said():
    assert "do not count on by one" in said_of(read_text(TEXT.replace(LINES[4], "")))
    assert "the first scan is number 2: the file was cut" in said_of(read_text(TEXT.replace(LINES[1], "")))
    assert "the file holds no reading" in said_of(read_text(LINES[0], None))


REFUSED = [
    (TEXT.replace("(VDC)", ""), UnknownColumn, "'121'"),
    (TEXT.replace("Alarm 102", "Alarm 103"), NotATable, "the channel 103 before it"),
    (TEXT.replace(",4.61,", ",4,61,"), NotATable, "decimal commas add cells"),
    (TEXT.replace(":10:402", ":10"), UnreadableTime, "milliseconds behind a colon"),
    (TEXT.replace("\n2,", "\nx,"), UnreadableTime, "'x' and '05/13"),
    (TEXT.replace("(C)", "(X)"), UnknownColumn, "no temperature column"),
]


@pytest.mark.parametrize(("text", "error", "words"), REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_refused(text, error, words):
    refused(text, error, words, tz="+01:00", channel="101 (C)")


def test_it_needs_a_zone():
    with pytest.raises(NaiveTime):
        read_text(TEXT, None)
