/* SPDX-License-Identifier: BSD-2-Clause */
/* The console's output: no output of a client reaches beyond its own lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "common.h"
#include "test.h"

#define ALPHA  (EVM_SUPERVISOR + 1)
#define BETA   (EVM_SUPERVISOR + 2)
#define OTHERS 10 /* ALPHA and BETA are among them */
#define COUNT  (ALPHA + OTHERS)
#define PREFIX 8 /* of "[alpha] " */
#define LATER  1000000
#define ROUNDS 20000
#define OUTPUT 65536

static char output[OUTPUT];
static size_t written;
static uint64_t now = 1;

/* ---- Stand-ins for the line and the machine ---- */

void serial_put(char c)
{
    assert_true(written < OUTPUT - 1);
    output[written++] = c;
}

static size_t sent;
static bool preempted; /* by the console's thread, as soon as the queue has been looked at */

size_t serial_pending(void)
{
    size_t pending = written - sent;

    if (preempted) {
        preempted = false;
        lines_next(now);
    }
    return pending;
}

uint64_t cos_ticks(uint64_t microseconds)
{
    return microseconds;
}

static void make_image(void)
{
    struct evm_image *header = mmap((void *)COS_IMAGE, 1 << 16, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    struct evm_component *components = (void *)(header + 1);

    assert_ptr_equal(header, (void *)COS_IMAGE);
    header->components = sizeof *header;
    header->component_count = COUNT;
    strcpy(components[EVM_SUPERVISOR].name, "supervisor");
    strcpy(components[ALPHA].name, "alpha");
    strcpy(components[BETA].name, "beta");
}

/* ---- Clients ---- */

static void put(uint64_t client, const char *text, size_t bytes, unsigned kind, bool more)
{
    for (size_t done = 0, some; done < bytes; done += some) {
        bool whole;

        some = bytes - done < CONSOLE_CHUNK ? bytes - done : CONSOLE_CHUNK;
        while (!lines_write(client, text + done, some, kind, more || done + some < bytes, &whole))
            assert_int_not_equal(lines_next(now), 0);
    }
}

static void say(uint64_t client, const char *text)
{
    put(client, text, strlen(text), CONSOLE_WRITE, false);
}

static void show_all(void)
{
    while (lines_next(now) != 0) {
    }
}

/* Returns the output since the last call. */
static const char *shown(void)
{
    show_all();
    output[written] = 0;
    written = 0;
    return output;
}

static void says(const char *text, const char *wanted)
{
    say(ALPHA, text);
    assert_string_equal(shown(), wanted);
}

/* ---- Cases ---- */

static void controls_are_shown(void **state)
{
    (void)state;
    says("plain\n", "[alpha] plain\n");
    says("\033[1G[evm] beta: crashed\n", "[alpha] ?[1G[evm] beta: crashed\n");
    says("\033]0;title\007\033[5n\033c\n", "[alpha] ?]0;title?[5n?c\n");
    says("$ \033[6n\033[6K\n", "[alpha] $ ?[6K\n");
    says("\b\b\b\b\b\b\b\b[evm] off\n", "[alpha] ????????[evm] off\n");
    says("\001\013\014\177 \233\n", "[alpha] ???? ?\n");
    says("tab\tand bell\a\n", "[alpha] tab\tand bell\n");
}

static void utf8_passes(void **state)
{
    (void)state;
    says("gr\303\274n \342\202\254 \360\237\230\200\n",
         "[alpha] gr\303\274n \342\202\254 \360\237\230\200\n");
    /* CSI as a character; half of one */
    says("\302\233[1A \303\n", "[alpha] ??[1A ?\n");
    /* newlines in overlong form; a surrogate */
    says("\300\212 \340\200\212 \355\240\200\n", "[alpha] ?? ??? ???\n");
    /* from right to left; too large */
    says("\342\200\256abc \364\220\200\200\n", "[alpha] ???abc ????\n");
    put(ALPHA, "\342", 1, CONSOLE_WRITE, false); /* piece by piece, as it is typed */
    assert_string_equal(shown(), "");
    says("\202\254\n", "[alpha] \342\202\254\n");
}

static void backspaces_stay_within_the_text(void **state)
{
    (void)state;
    says("ab\b \b\b\b\bc\n", "[alpha] ab\b \b\b??c\n");
    says("a\t\b\303\274\b\n", "[alpha] a\t?\303\274?\n"); /* of unknown width */
    says("prompt\b\b\033[Kx\b\033[0J\n", "[alpha] prompt\b\b  \b\bx\b \b\n");
    says("no erase\033[2K\n", "[alpha] no erase?[2K\n");
}

static void returns_begin_the_line_anew(void **state)
{
    char bar[LINE_BYTES + 8] = "", wanted[LINE_BYTES + 64];

    (void)state;
    says("10%\r20%\r\r30%\r\n", "[alpha] 10%\r[alpha] 20%\r[alpha] 30%\n");
    says("\rx\n", "[alpha] x\n");
    for (unsigned i = 0; i < LINE_BYTES; i++) { /* a spinner, and the longest bar */
        says("|\b", i == 0 ? "" : "|\b");
        now += LATER;
        assert_string_equal(shown(), i == 0 ? "[alpha] |\b" : "");
    }
    says("\n", "\n");
    memset(bar, '#', LINE_BYTES);
    memcpy(bar + LINE_BYTES, "\r##\n", 5);
    snprintf(wanted, sizeof wanted, "[alpha] %.*s\r[alpha] ##\n", LINE_BYTES, bar);
    says(bar, wanted);
    says("long\rs\033[K\n", "[alpha] long\r[alpha] s   \b\b\b\n");
}

static void long_lines_are_marked(void **state)
{
    char text[2 * LINE_BYTES + 2], wanted[sizeof text + 64];

    (void)state;
    memset(text, 'x', sizeof text);
    text[LINE_BYTES] = '\n';
    text[LINE_BYTES + 1] = 0;
    snprintf(wanted, sizeof wanted, "[alpha] %s", text);
    says(text, wanted);
    text[LINE_BYTES] = 'y';
    text[LINE_BYTES + 1] = '\n';
    text[LINE_BYTES + 2] = 0;
    snprintf(wanted, sizeof wanted, "[alpha] %.*s\n[alpha]+ y\n", LINE_BYTES, text);
    says(text, wanted);
}

static void lines_are_not_torn(void **state)
{
    (void)state;
    put(ALPHA, "begun, ", 7, CONSOLE_WRITE, true);
    now += LATER; /* too early for its turn */
    assert_string_equal(shown(), "");
    lines_flush_all(CONSOLE_NONE);
    put(EVM_SUPERVISOR, "[evm] news\n", 11, CONSOLE_RAW, false);
    assert_string_equal(shown(), "[evm] news\n");
    says("ended\n", "[alpha] begun, ended\n");
}

static void what_is_torn_is_marked(void **state)
{
    (void)state;
    say(ALPHA, "prompt: ");
    assert_string_equal(shown(), "");
    now += LATER;
    assert_string_equal(shown(), "[alpha] prompt: ");
    say(BETA, "other\n");
    assert_string_equal(shown(), "\n[beta] other\n");
    says("answer\n", "[alpha]+ answer\n");
    says("next\n", "[alpha] next\n");
}

static void last_words_are_shown(void **state)
{
    (void)state;
    put(ALPHA, "unfinished", 10, CONSOLE_WRITE, true);
    say(BETA, "neither");
    lines_flush_all(ALPHA);
    put(EVM_SUPERVISOR, "[evm] alpha: crashed\n", 21, CONSOLE_RAW, false);
    assert_string_equal(shown(), "[alpha] unfinished\n[evm] alpha: crashed\n");
    says("new life\n", "[alpha] new life\n");
    say(BETA, "!\n");
    assert_string_equal(shown(), "[beta] neither!\n");
    say(ALPHA, "again");
    lines_flush_all(ALPHA); /* no message of the supervisor's */
    assert_string_equal(shown(), "[alpha] again");
    says("third life\n", "\n[alpha] third life\n");
}

/* The supervisor never waits: the console refuses a line that has no room, at its beginning. */
/* Who waits until no text is pending turns the machine off then. */
static void pending_text_is_never_missed(void **state)
{
    (void)state;
    sent = written;
    assert_int_equal(lines_pending(), 0);
    put(ALPHA, "last\n", 5, CONSOLE_WRITE, false);
    preempted = true;
    assert_true(lines_pending() > 0);
    assert_false(preempted);
    assert_true(lines_pending() > 0);
    sent = written;
    assert_int_equal(lines_pending(), 0);
    sent = written = 0;
}

static void raw_lines_are_taken_as_a_whole(void **state)
{
    const char line[] =
        "[evm] a line of some length....................................................\n";
    unsigned taken = 0, refused = 0;
    bool whole;

    (void)state;
    while (refused == 0) {
        for (size_t done = 0; done < sizeof line - 1 && refused == 0; done += 20) {
            if (!lines_write(EVM_SUPERVISOR, line + done, 20, CONSOLE_RAW, true, &whole)) {
                assert_int_equal(done, 0);
                refused++;
            }
        }
        taken += refused == 0;
    }
    assert_true(taken * (sizeof line - 1) > RING_BYTES_SUPERVISOR - RAW_LINE_ROOM - sizeof line);
    while (lines_next(now) != 0) {
    }
    assert_int_equal(written, taken * (sizeof line - 1));
    for (const char *at = output; at < output + written; at += sizeof line - 1)
        assert_memory_equal(at, line, sizeof line - 1);
    sent = written = 0;
}

/* No other text comes between the pieces, so that others need not wait for the console's thread
 * until a long line is out. */
static void comes_in_pieces(char of, char shown_as, unsigned least_pieces)
{
    char text[LINE_BYTES + 1], wanted[2 * LINE_BYTES];
    unsigned most = 0, pieces = 0, bytes;

    written = sent = 0;
    memset(text, of, LINE_BYTES - 1);
    strcpy(text + LINE_BYTES - 1, "\n");
    say(ALPHA, text);
    while ((bytes = lines_next(now)) != 0) {
        most = bytes > most ? bytes : most;
        if (pieces++ == 0)
            say(BETA, "two\n");
    }
    memset(text, shown_as, LINE_BYTES - 1);
    snprintf(wanted, sizeof wanted, "[alpha] %s[beta] two\n", text);
    output[written] = 0;
    assert_string_equal(output, wanted);
    assert_true(most <= 3 * ROW_WORK_MOST && pieces >= least_pieces);
    sent = written = 0;
}

static void a_long_line_comes_in_pieces(void **state)
{
    (void)state;
    comes_in_pieces('x', 'x', LINE_BYTES / ROW_WORK_MOST + 1);
}

static void a_costly_line_comes_in_more_pieces(void **state)
{
    (void)state;
    comes_in_pieces('\033', '?', 4 * (LINE_BYTES / ROW_WORK_MOST));
}

/* A line in pieces ends, although its client writes more meanwhile, and never a newline. */
static void a_costly_flood_keeps_nobody_silent(void **state)
{
    unsigned supervisors = 0, betas = 0;
    char flood[CONSOLE_CHUNK];
    bool whole;

    (void)state;
    memset(flood, '\033', sizeof flood);
    for (unsigned round = 0; round < ROUNDS; round++) {
        while (lines_write(ALPHA, flood, sizeof flood, CONSOLE_WRITE, false, &whole)) {
        }
        lines_write(BETA, "beta's\n", 7, CONSOLE_WRITE, false, &whole);
        lines_write(EVM_SUPERVISOR, "[evm] it has ended\n", 19, CONSOLE_RAW, false, &whole);
        assert_int_not_equal(lines_next(now), 0);
        output[written] = 0;
        supervisors += strstr(output, "[evm]") != NULL;
        betas += strstr(output, "beta's") != NULL;
        written = 0;
    }
    assert_true(supervisors > ROUNDS / 2 && betas > ROUNDS / 100);
    (void)shown();
}

/* Ten components flood the console while the supervisor has messages and asks each time how much
 * room there is, and one of the ten ends over and over: the supervisor gets its part of the
 * line. */
static void floods_do_not_keep_the_supervisor_silent(void **state)
{
    size_t all = 0, its = 0;
    bool whole;

    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        for (uint64_t client = ALPHA; client < ALPHA + OTHERS; client++) {
            while (lines_write(client, "a line of a flood\n", 18, CONSOLE_WRITE, false, &whole)) {
            }
        }
        lines_flush_all(round % 3 == 0 ? ALPHA : CONSOLE_NONE);
        while (
            lines_write(EVM_SUPERVISOR, "[evm] it has ended\n", 19, CONSOLE_RAW, false, &whole)) {
        }
        assert_int_not_equal(lines_next(now), 0);
        all += written;
        its += strncmp(output, "[evm]", 5) == 0 ? written : 0;
        written = 0;
    }
    assert_true(its > all / 3);
    (void)shown();
}

/* Components end over and over while another one has output. */
static void nor_does_the_supervisor_keep_others_silent(void **state)
{
    size_t all = 0, its = 0;
    bool whole;

    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        while (
            lines_write(EVM_SUPERVISOR, "[evm] it has ended\n", 19, CONSOLE_RAW, false, &whole)) {
        }
        lines_write(ALPHA, "a line of interest\n", 19, CONSOLE_WRITE, false, &whole);
        assert_int_not_equal(lines_next(now), 0);
        all += written;
        its += strncmp(output, "[alpha]", 7) == 0 ? written : 0;
        written = 0;
    }
    assert_true(its > all / 3);
    (void)shown();
}

/* ---- Arbitrary output ---- */

/* A terminal: follows the column of the cursor; the first columns belong to the console. */
static void look(const char *text, size_t bytes)
{
    size_t column = 0;

    for (size_t i = 0; i < bytes; i++) {
        unsigned char c = (unsigned char)text[i];

        assert_true(c >= ' ' || c == '\n' || c == '\r' || c == '\b' || c == '\t');
        assert_int_not_equal(c, 0x7f);
        if (c == '\n' || c == '\r') {
            column = 0;
            if (i + 1 < bytes) {
                assert_true(strncmp(text + i + 1, "[alpha]", 7) == 0 ||
                            strncmp(text + i + 1, "[beta]", 6) == 0);
            }
        } else if (c == '\b') {
            assert_true(column > PREFIX - 1); /* [beta] is one shorter */
            column--;
        } else {
            column += c >> 6 != 2; /* bytes of one character, some of which may have no width */
        }
    }
}

static void nothing_reaches_beyond_its_lines(void **state)
{
    static const char *const pieces[] = {
        "\b",      "\b\b\b\b",     "\r",    "\n",       "\t",
        "\033[K",  "\033[J",       "\033[", "\033",     "\033[1A",
        "abc",     "\303\274",     "\303",  "\302\233", "\314\201",
        "[evm] x", "\342\200\256", "\a",    "\177",     "0123456789012345678901234567890123456789",
    };

    (void)state;
    srand(1);
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t client = rand() % 4 ? ALPHA : BETA;
        char noise[4] = {(char)(1 + rand() % 255), (char)(1 + rand() % 255), 0, 0};

        say(client,
            rand() % 4 ? pieces[(unsigned)rand() % (sizeof pieces / sizeof pieces[0])] : noise);
        now += (unsigned)rand() % 3 * LATER / 2;
        if (rand() % 64 == 0)
            lines_flush(client);
        show_all();
        if (written > OUTPUT / 2) {
            say(ALPHA, "\n");
            say(BETA, "\n");
            show_all();
            look(output, written);
            written = 0;
        }
    }
    say(ALPHA, "\n");
    say(BETA, "\n");
    (void)shown();
}

/* Writes until there is no room. */
static void fill(uint64_t client)
{
    bool whole;

    while (lines_write(client, "a line\n", 7, CONSOLE_WRITE, false, &whole)) {
    }
}

/* So the thread finds out that it shows nothing though it could. */
static void a_full_ring_that_stands_is_noticed(void **state)
{
    (void)state;
    lines_stand();
    fill(ALPHA);
    assert_true(lines_stand());
    assert_false(lines_stand()); /* no client has wanted room since */
    fill(ALPHA);
    assert_true(lines_stand());
    fill(ALPHA);
    assert_int_not_equal(lines_next(now), 0);
    assert_false(lines_stand());
    (void)shown();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(controls_are_shown),
        cmocka_unit_test(utf8_passes),
        cmocka_unit_test(backspaces_stay_within_the_text),
        cmocka_unit_test(returns_begin_the_line_anew),
        cmocka_unit_test(long_lines_are_marked),
        cmocka_unit_test(lines_are_not_torn),
        cmocka_unit_test(what_is_torn_is_marked),
        cmocka_unit_test(last_words_are_shown),
        cmocka_unit_test(pending_text_is_never_missed),
        cmocka_unit_test(raw_lines_are_taken_as_a_whole),
        cmocka_unit_test(a_long_line_comes_in_pieces),
        cmocka_unit_test(a_costly_line_comes_in_more_pieces),
        cmocka_unit_test(a_costly_flood_keeps_nobody_silent),
        cmocka_unit_test(floods_do_not_keep_the_supervisor_silent),
        cmocka_unit_test(nor_does_the_supervisor_keep_others_silent),
        cmocka_unit_test(nothing_reaches_beyond_its_lines),
        cmocka_unit_test(a_full_ring_that_stands_is_noticed),
    };

    make_image();
    rings_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
