"""D504, in the words of its findings: where an excursion is noted, when, and what the readings show of it."""

from rule_words import sentences, table, words

FRIDGE = table("storage", "fridge", from_="product_received", until="storage_out", upper="8 degC")
RECORD = "product_received 08:00, {}, storage_out 09:00"
EVEN, WARM = "08:00 4.0, 08:30 5.0, 09:00 4.5", "08:00 4.0, 08:30 12.0, 09:00 4.5"
NOTED = "excursion_start 08:20, excursion_end 08:40"


def test_the_readings_show_it():
    assert words("D504", FRIDGE, RECORD.format(NOTED), WARM) == sentences("""
        noted-excursion conforms: the readings show what the record notes, and the rules on temperature judge it
        """)


def test_no_reading_shows_it():
    assert words("D504", FRIDGE, RECORD.format(NOTED), EVEN) == sentences("""
        noted-excursion indeterminate: rows 3 and 4 note an excursion from 2026-11-10 08:20Z to 2026-11-10 08:40Z,
            and no reading of that time shows it
          decided by: the log of the alarm or of the logger that was with the container, or the note corrected with
            its reason
        """)


def test_the_readings_show_less_of_it_than_is_noted():
    allowed = FRIDGE + table("allowance", "short", storage="fridge", upper="25 degC", at_most="10 min")
    assert words("D504", allowed, RECORD.format(NOTED), WARM) == sentences("""
        noted-excursion indeterminate: rows 3 and 4 note an excursion from 2026-11-10 08:20Z to 2026-11-10 08:40Z,
            and the readings of that time show less of it
          decided by: the log of the alarm or of the logger that was with the container, or the note corrected with
            its reason
        """)


def test_one_end_alone():
    assert words("D504", FRIDGE, RECORD.format("excursion_start 08:20"), WARM) == sentences("""
        noted-excursion indeterminate: row 3 notes an excursion that began at 2026-11-10 08:20Z, and no row when it
            ended
          decided by: the log of the alarm or of the logger that was with the container, or the note corrected with
            its reason
        """)
    assert words("D504", FRIDGE, RECORD.format("excursion_end 08:40"), WARM) == sentences("""
        noted-excursion indeterminate: row 3 notes an excursion that ended at 2026-11-10 08:40Z, and no row when it
            began
          decided by: the log of the alarm or of the logger that was with the container, or the note corrected with
            its reason
        """)
    assert words("D504", FRIDGE, RECORD.format("excursion_start -"), WARM) == sentences("""
        noted-excursion indeterminate: row 3 notes an excursion without its time
          decided by: the log of the alarm or of the logger that was with the container, or the note corrected with
            its reason
        """)


def test_several():
    two = "excursion_start 08:05, excursion_end 08:10, excursion_start 08:50, excursion_end 08:55"
    assert words("D504", FRIDGE, RECORD.format(two), EVEN) == sentences("""
        noted-excursion indeterminate: rows 3 and 4 note an excursion from 2026-11-10 08:05Z to 2026-11-10 08:10Z,
            and no reading of that time shows it; rows 5 and 6 note an excursion from 2026-11-10 08:50Z to
            2026-11-10 08:55Z, and no reading of that time shows it
          decided by: the log of the alarm or of the logger that was with the container, or the note corrected with
            its reason
        """)


def test_what_was_written_beside_it_is_quoted():
    noted = "excursion_start 08:20 note=door_open, excursion_end 08:40 note=closed"
    assert words("D504", FRIDGE, RECORD.format(noted), EVEN) == sentences("""
        noted-excursion indeterminate: rows 3 and 4 note an excursion from 2026-11-10 08:20Z to 2026-11-10 08:40Z
            ('door open', 'closed'), and no reading of that time shows it
          decided by: the log of the alarm or of the logger that was with the container, or the note corrected with
            its reason
        """)
    assert words("D504", FRIDGE, RECORD.format("excursion_start 08:20 note=door_open"), EVEN) == sentences("""
        noted-excursion indeterminate: row 3 notes an excursion that began at 2026-11-10 08:20Z ('door open'), and
            no row when it ended
          decided by: the log of the alarm or of the logger that was with the container, or the note corrected with
            its reason
        """)


def test_nothing_is_noted():
    assert words("D504", FRIDGE, "product_received 08:00, storage_out 09:00", EVEN) == ""


def test_a_record_that_contradicts_itself_decides_nothing():
    assert words("D504", FRIDGE, RECORD.format(NOTED) + ", thaw_start 09:10, thaw_end 09:05", WARM) == sentences("""
        noted-excursion indeterminate: the record contradicts itself (thaw end and thaw start), so it decides
            nothing
          decided by: check the times of thaw end and thaw start
        """)


def test_a_storage_that_does_not_bind_shows_nothing():
    advice = FRIDGE + "obligation = 'should'\n"
    assert words("D504", advice, RECORD.format(NOTED), WARM) == sentences("""
        noted-excursion indeterminate: rows 3 and 4 note an excursion from 2026-11-10 08:20Z to 2026-11-10 08:40Z,
            and no reading of that time shows it
          decided by: the log of the alarm or of the logger that was with the container, or the note corrected with
            its reason
        """)
