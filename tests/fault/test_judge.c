/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of faults, and the verdict on what the console says after one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "fault/judge.h"
#include "fault/lines.h"
#include "fault/report.h"

enum { ROOT, WEB, STORE, DISK, NAMES };

static struct evm_component components[NAMES] = {
    {.name = "sched", .kind = EVM_SCHED},
    {.name = "web", .kind = EVM_NATIVE},
    {.name = "store", .kind = EVM_NATIVE},
    {.name = "data.disk", .kind = EVM_NATIVE, .flags = EVM_SERVICE},
};
static const struct evm_segment code = {
    .address = 0x400000, .file_pages = 2, .rights = EVM_SEG_EXEC};
static struct {
    struct evm_symbols head;
    uint32_t more[4];
} functions = {{.base = 0x400000, .count = 2}, {0x10, 0, 0x20, 0}};
static struct subject items[NAMES];
static struct subjects subjects = {.item = items, .count = NAMES};
static regex_t wrong;
static struct watch watch;
static struct fault faults[2];
static uint32_t tainted[EVM_COMPONENTS];

static int begin(void **state)
{
    (void)state;
    for (unsigned i = 0; i < NAMES; i++)
        items[i] = (struct subject){.component = &components[i],
                                    .text = &code,
                                    .symbols = &functions.head,
                                    .waiting = 1u << i,
                                    .sharers = 1u << i};
    items[DISK].waiting |= 1u << STORE;
    watch = (struct watch){.subjects = &subjects, .wrong = &wrong};
    memset(tainted, 0, sizeof(tainted));
    memset(faults, 0, sizeof(faults));
    return regcomp(&wrong, "not ok", REG_EXTENDED | REG_NOSUB);
}

static int end(void **state)
{
    (void)state;
    watch_clear(&watch);
    for (unsigned i = 0; i < COUNT(faults); i++) {
        free(faults[i].words);
        free(faults[i].other_words);
    }
    regfree(&wrong);
    return 0;
}

/* A fault strikes; then the console says this. Returns whether the system is well. */
static bool after_kind(enum fault_kind kind, uint32_t target, const char *const lines[],
                       struct outcome_seen seen)
{
    faults[1] = (struct fault){
        .number = 2, .kind = kind, .target = target, .activated = true, .other = -1};
    tainted[target] = 2;
    for (; *lines; lines++)
        watch_line(&watch, *lines);
    seen.watch = &watch;
    return judge(&subjects, faults, tainted, &faults[1], &seen);
}

static bool after(uint32_t target, const char *const lines[], struct outcome_seen seen)
{
    return after_kind(FAULT_REGISTER, target, lines, seen);
}

/* A bit of text is lost that another component has, too. */
static bool after_shared_text(const char *const lines[], struct outcome_seen seen)
{
    items[WEB].sharers |= 1u << STORE;
    return after_kind(FAULT_TEXT, WEB, lines, seen);
}

/* An earlier fault has struck the other component. */
static void strike_store(void)
{
    faults[0] = (struct fault){.number = 1, .target = STORE, .activated = true, .other = -1};
    tainted[STORE] = 1;
}

#define LINES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_back(void **state)
{
    (void)state;
    assert_true(after(WEB, LINES("[evm] web: crashed: page fault: write to 0x0"),
                      (struct outcome_seen){.begun = true}));
    assert_true(faults[1].manifested && faults[1].contained && faults[1].recovered);
    assert_false(faults[1].escaped);
    assert_int_equal(faults[1].failure, FAILURE_CRASHED);
    assert_string_equal(faults[1].words, "crashed: page fault: write to 0x0");
}

/* The supervisor ends a console that keeps a thread of another component. */
static void test_kept(void **state)
{
    (void)state;
    assert_true(
        after(WEB, LINES("[evm] web: has not returned from a call by store", "[evm] web: killed"),
              (struct outcome_seen){.begun = true}));
    assert_true(faults[1].manifested && faults[1].recovered && !faults[1].escaped);
    assert_int_equal(faults[1].failure, FAILURE_HUNG);
}

/* The supervisor finds damage by itself: the target ends and begins again, or goes on, repaired. */
#define GOES_ON "[evm] web: goes on with the repaired page: nothing starts it again"

static void test_damaged(void **state)
{
    (void)state;
    assert_true(after(WEB,
                      LINES("[evm] web: memory is bad: 1 page in its part",
                            "[evm] web: damaged: it", "[evm] web: killed"),
                      (struct outcome_seen){.begun = true}));
    assert_true(faults[1].manifested && faults[1].recovered && !faults[1].escaped);
    assert_int_equal(faults[1].failure, FAILURE_ENDED);
}

static void test_repaired(void **state)
{
    (void)state;
    assert_true(after(WEB, LINES(GOES_ON), (struct outcome_seen){0}));
    assert_true(faults[1].manifested && faults[1].recovered);
    assert_int_equal(faults[1].failure, FAILURE_DAMAGED);
}

static void test_repaired_late(void **state)
{
    (void)state;
    assert_false(after(WEB, LINES(GOES_ON, "[evm] web: crashed: x"), (struct outcome_seen){0}));
    assert_int_equal(faults[1].failure, FAILURE_CRASHED);
    assert_false(faults[1].recovered);
}

static void test_not_back(void **state)
{
    (void)state;
    assert_false(after(WEB, LINES("[evm] web: hung: no answer", "[evm] web: stays down: enough"),
                       (struct outcome_seen){0}));
    assert_true(faults[1].contained && !faults[1].recovered && !faults[1].escaped);
    assert_int_equal(faults[1].failure, FAILURE_HUNG);
}

static void test_nothing(void **state)
{
    (void)state;
    assert_true(after(WEB,
                      LINES("[web] ok - 1", "[store] ok - 1", "[evm] store: exited, status 0",
                            "[evm] nobody: crashed", "[web] [evm] store: crashed", "crashed"),
                      (struct outcome_seen){0}));
    assert_false(faults[1].manifested || faults[1].escaped);
}

static void test_escape(void **state)
{
    (void)state;
    assert_false(
        after(WEB, LINES("[evm] store: crashed: invalid instruction"), (struct outcome_seen){0}));
    assert_true(faults[1].escaped && faults[1].manifested && !faults[1].contained);
    assert_int_equal(faults[1].other, STORE);
}

static void test_wrong_answers(void **state)
{
    (void)state;
    assert_false(after(WEB, LINES("[store] not ok - 7"), (struct outcome_seen){0}));
    assert_true(faults[1].escaped);
    assert_int_equal(faults[1].other_failure, FAILURE_WRONG);
}

static void test_blame(void **state)
{
    (void)state;
    assert_true(after(DISK, LINES("[store] not ok - data.disk gives 7"), (struct outcome_seen){0}));
    assert_true(faults[1].manifested && !faults[1].escaped);
    assert_int_equal(faults[1].failure, FAILURE_WRONG);
}

static void test_no_blame(void **state)
{
    (void)state;
    assert_false(after(WEB, LINES("[store] not ok - website"), (struct outcome_seen){0}));
    assert_true(faults[1].escaped);
}

static void test_silence(void **state)
{
    (void)state;
    assert_false(after(WEB, LINES(""), (struct outcome_seen){.silent = 1u << WEB}));
    assert_int_equal(faults[1].failure, FAILURE_SILENT);
    assert_false(faults[1].escaped || faults[1].recovered);
    assert_false(after(WEB, LINES(""), (struct outcome_seen){.silent = 1u << STORE}));
    assert_true(faults[1].escaped);
    /* it uses the target, so it waits for it */
    assert_false(after(DISK, LINES(""), (struct outcome_seen){.silent = 1u << STORE}));
    assert_int_equal(faults[1].failure, FAILURE_DEAF);
    assert_false(faults[1].escaped);
}

#define HUNG "[evm] store: hung: no sign of life for 1.5 s"

/* A component waits for the target and hangs: its watchdog shows it before its silence does. */
static void test_deaf(void **state)
{
    (void)state;
    assert_false(after(DISK, LINES(HUNG), (struct outcome_seen){0}));
    assert_int_equal(faults[1].failure, FAILURE_DEAF);
    assert_true(faults[1].contained);
    assert_false(faults[1].escaped || faults[1].recovered);
}

static void test_hung_other(void **state)
{
    (void)state;
    assert_false(after(WEB, LINES(HUNG), (struct outcome_seen){0}));
    assert_true(faults[1].escaped);
}

/* The target is back, and owes the other one an answer. */
static void test_hung_late(void **state)
{
    (void)state;
    assert_false(after(DISK, LINES("[evm] data.disk: crashed: page fault", HUNG),
                       (struct outcome_seen){.begun = true}));
    assert_true(faults[1].escaped);
}

/* So is the program that shares its damaged text, whichever comes first in the image. */
static void test_hung_beside_shared_text(void **state)
{
    (void)state;
    items[WEB].sharers |= 1u << DISK;
    after_kind(FAULT_TEXT, WEB, LINES(HUNG, "[evm] data.disk: crashed: x"),
               (struct outcome_seen){0});
    assert_int_equal(faults[1].failure, FAILURE_CRASHED);
    assert_true(faults[1].escaped);
}

static void test_crashed_user(void **state)
{
    (void)state;
    assert_false(after(DISK, LINES("[evm] store: crashed: page fault"), (struct outcome_seen){0}));
    assert_true(faults[1].escaped);
}

static void test_system(void **state)
{
    (void)state;
    assert_false(after(WEB, LINES("COS: halted: fault in the kernel"),
                       (struct outcome_seen){.ended = true}));
    assert_true(faults[1].escaped);
    assert_int_equal(faults[1].other_failure, FAILURE_KERNEL);
    assert_int_equal(faults[1].other, -1);
}

static void test_end(void **state)
{
    (void)state;
    assert_false(after(WEB, LINES("[evm] web: crashed: x", "[evm] system off: status 139"),
                       (struct outcome_seen){.ended = true}));
    assert_true(faults[1].escaped);
    assert_int_equal(faults[1].other_failure, FAILURE_SYSTEM);
}

/* What was not triggered shows nothing. */
static void test_not_triggered(void **state)
{
    (void)state;
    faults[1] = (struct fault){.number = 2, .target = WEB, .other = -1};
    assert_true(judge(&subjects, faults, tainted, &faults[1],
                      &(struct outcome_seen){.watch = &watch, .begun = true}));
    assert_false(faults[1].manifested || faults[1].escaped);
}

/* An earlier fault in another component shows only now. */
static void test_late(void **state)
{
    (void)state;
    strike_store();
    after(WEB, LINES("[evm] store: crashed: x"), (struct outcome_seen){0});
    assert_true(faults[0].manifested && faults[0].contained && !faults[0].escaped);
    assert_false(faults[1].manifested || faults[1].escaped);
}

/* It is back if it prints again. */
static void test_late_back(void **state)
{
    (void)state;
    for (unsigned back = 0; back < 2; back++) {
        strike_store();
        watch_clear(&watch);
        after(WEB, LINES("[store] ok", "[evm] store: crashed: x", back ? "[store] ok" : "[web] ok"),
              (struct outcome_seen){0});
        assert_int_equal(faults[0].recovered, back);
        free(faults[0].words);
        faults[0].words = NULL;
    }
}

/* The text is damaged now: no earlier fault in the other component shows. */
static void test_shared_text_now(void **state)
{
    (void)state;
    strike_store();
    after_shared_text(LINES("[evm] web: crashed: x", "[evm] store: crashed: x", "[store] ok"),
                      (struct outcome_seen){.begun = true});
    assert_false(faults[0].manifested);
    assert_true(faults[1].manifested && faults[1].recovered);
}

/* Only the other one executes what is damaged. */
static void test_shared_text_back(void **state)
{
    (void)state;
    assert_true(after_shared_text(LINES("[evm] store: crashed: x", "[store] ok"),
                                  (struct outcome_seen){0}));
    assert_true(faults[1].manifested && faults[1].recovered);
}

static void test_shared_text(void **state)
{
    (void)state;
    after_shared_text(LINES("[evm] store: crashed: x"), (struct outcome_seen){0});
    assert_true(faults[1].manifested && !faults[1].escaped);
}

/* Others print nothing: they have the same text, or wait for one that has it. */
static void test_shared_silence(void **state)
{
    (void)state;
    items[STORE].waiting |= 1u << DISK;
    after_shared_text(LINES(""), (struct outcome_seen){.silent = 7u << WEB});
    assert_true(faults[1].manifested && !faults[1].escaped && !faults[1].recovered);
}

static void watch_one(void *unused, const char *line)
{
    (void)unused;
    watch_line(&watch, line);
}

/* A component makes a line very long, by going back in it or by starting it again. */
static void forge(const char *longer, size_t bytes)
{
    struct lines lines = {.take = watch_one};
    size_t size = 0;

    for (; size + bytes <= LINE_MOST; size += bytes)
        lines_take(&lines, longer, strlen(longer));
    for (; size < LINE_MOST; size++)
        lines_take(&lines, "x", 1);
    lines_take(&lines, "[evm] store: crashed: forged\n", 29);
    buffer_free(&lines.line);
}

static void test_forged(void **state)
{
    (void)state;
    forge("[web] a\ba\b", 10);
    forge("[web] a\r", 7);
    assert_int_equal(watch.seen[STORE].failure, FAILURE_NONE);
    assert_true(watch.seen[WEB].lines > 1);
}

/* Names of functions come from the component's ELF file. */
static void test_names(void **state)
{
    const struct fault fault = {.number = 1, .target = WEB, .function = "f\033[2J\nfault 2"};
    char *bytes = NULL;
    size_t size;
    FILE *out = open_memstream(&bytes, &size);

    (void)state;
    report_fault(out, &subjects, &fault);
    fclose(out);
    assert_string_equal(bytes, "fault 1: register of web in f\\x1b[2J\\nfault 2: not triggered\n");
    free(bytes);
}

static void test_suits(void **state)
{
    (void)state;
    assert_true(fault_suits(FAULT_REGISTER, &items[WEB]));
    assert_false(fault_suits(FAULT_DATA, &items[WEB])); /* it has none of these */
    assert_false(fault_suits(FAULT_HEAP, &items[WEB]));
    assert_false(fault_suits(FAULT_LINK, &items[WEB]));
    items[WEB].link_count = 1;
    assert_true(fault_suits(FAULT_LINK, &items[WEB]));
}

static void test_plan(void **state)
{
    const struct fault_plan plan = {.seed = 5,
                                    .count = 200,
                                    .targets = {WEB, DISK},
                                    .target_count = 2,
                                    .kinds = {FAULT_REGISTER, FAULT_HEAP, FAULT_HANG},
                                    .kind_count = 3};
    struct fault one, same;
    unsigned disks = 0, hangs = 0, late = 0;

    (void)state;
    for (uint32_t i = 1; i <= plan.count; i++) {
        fault_plan(&plan, &subjects, i, &one);
        fault_plan(&plan, &subjects, i, &same);
        assert_memory_equal(&one, &same, sizeof(one));
        assert_true(one.target == WEB || one.target == DISK);
        assert_int_not_equal(one.kind, FAULT_HEAP); /* they have none */
        assert_true(one.hits >= 1 && one.hits <= 4);
        assert_true(one.delay < 20000000);
        late += one.delay > 10000000;
        disks += one.target == DISK;
        hangs += one.kind == FAULT_HANG;
    }
    assert_true(disks > 60 && disks < 140);
    assert_true(hangs > 60 && hangs < 140);
    assert_true(late > 60 && late < 140);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(test_back),
        CASE(test_not_back),
        CASE(test_nothing),
        CASE(test_escape),
        CASE(test_silence),
        CASE(test_deaf),
        CASE(test_hung_other),
        CASE(test_hung_late),
        CASE(test_hung_beside_shared_text),
        CASE(test_crashed_user),
        CASE(test_wrong_answers),
        CASE(test_blame),
        CASE(test_no_blame),
        CASE(test_system),
        CASE(test_end),
        CASE(test_late),
        CASE(test_shared_text),
        CASE(test_shared_silence),
        CASE(test_plan),
        CASE(test_suits),
        CASE(test_not_triggered),
        CASE(test_forged),
        CASE(test_names),
        CASE(test_kept),
        CASE(test_damaged),
        CASE(test_late_back),
        CASE(test_shared_text_now),
        CASE(test_shared_text_back),
        CASE(test_repaired),
        CASE(test_repaired_late),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
