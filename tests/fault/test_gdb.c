/* SPDX-License-Identifier: BSD-2-Clause */
/* The client of GDB's remote protocol, with a liar in place of QEMU. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "fault/answer.h"
#include "fault/gdb.h"
#include "fault/qmp.h"

static int ends[2];
static struct gdb gdb;

/* The other end has sent this already. */
static int begin(const char *bytes, size_t size)
{
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_int_equal(write(ends[1], bytes, size), size);
    gdb = (struct gdb){.fd = ends[0], .patience = 50};
    return ends[0];
}

static void end(void)
{
    gdb_end(&gdb);
    close(ends[0]);
    close(ends[1]);
}

static void expect_sent(const char *bytes)
{
    char sent[256] = "";

    assert_true(read(ends[1], sent, sizeof(sent) - 1) > 0);
    assert_string_equal(sent, bytes);
}

/* Asks; the answer is what the other end has sent. */
static void expect_problem(const char *bytes, size_t size, const char *problem)
{
    begin(bytes, size);
    assert_null(gdb_ask(&gdb, "g"));
    assert_non_null(gdb.problem);
    assert_non_null(strstr(gdb.problem, problem));
    assert_null(gdb_ask(&gdb, "g")); /* it is not used any more */
    end();
}

#define EXPECT_PROBLEM(bytes, problem) expect_problem(bytes, sizeof(bytes) - 1, problem)

static void test_packets(void **state)
{
    (void)state;
    begin("+$OK#9a", 7);
    char *answer = gdb_ask(&gdb, "Z1,%x,1", 0x1000);

    assert_string_equal(answer, "OK");
    free(answer);
    expect_sent("$Z1,1000,1#d5+");
    end();
    begin("$#00", 4);
    answer = gdb_ask(&gdb, "g");
    assert_string_equal(answer, "");
    free(answer);
    end();
}

static void test_damage(void **state)
{
    (void)state;
    EXPECT_PROBLEM("+$OK#9b", "damaged");
    EXPECT_PROBLEM("+$OK#zz", "damaged");
    EXPECT_PROBLEM("+$O\0#4f", "damaged");
    EXPECT_PROBLEM("+OK", "the byte 0x4f between packets");
    EXPECT_PROBLEM("-", "the byte 0x2d between packets");
    EXPECT_PROBLEM("+$OK#9", "has not answered");
    EXPECT_PROBLEM("", "has not answered");
}

/* A machine that reaches a breakpoint just when it is to stop says so. */
static void test_stops(void **state)
{
    (void)state;
    assert_true(gdb_is_break("T05thread:p01.01;"));
    assert_true(gdb_is_break("S05"));
    assert_false(gdb_is_break("T02thread:p01.01;"));
    assert_false(gdb_is_break("OK"));
    assert_false(gdb_is_break(""));
}

static void test_floods(void **state)
{
    static char flood[70000];

    (void)state;
    memset(flood, 'a', sizeof(flood));
    *flood = '$';
    expect_problem(flood, sizeof(flood), "more than 65536 bytes");
}

static void test_closed(void **state)
{
    (void)state;
    begin("", 0);
    close(ends[1]);
    assert_null(gdb_ask(&gdb, "g"));
    assert_non_null(gdb.problem);
    gdb_end(&gdb);
    close(ends[0]);
}

static void test_memory(void **state)
{
    unsigned char bytes[2];

    (void)state;
    begin("$0aff#5d", 8);
    assert_true(gdb_read(&gdb, 0x1234, bytes, 2));
    assert_int_equal(bytes[0], 0x0a);
    assert_int_equal(bytes[1], 0xff);
    expect_sent("$m1234,2#95+");
    end();
    begin("$0a#91", 6); /* too short */
    assert_false(gdb_read(&gdb, 0x1234, bytes, 2));
    assert_non_null(strstr(gdb.problem, "does not read memory at 0x1234: it answers '0a'"));
    end();
    begin("$0axy#82", 8);
    assert_false(gdb_read(&gdb, 0x1234, bytes, 2));
    end();
    begin("$E14#aa", 7);
    assert_false(gdb_write(&gdb, 0x1234, "x", 1));
    assert_non_null(strstr(gdb.problem, "refuses to write memory: it answers 'E14'"));
    end();
}

static void test_registers(void **state)
{
    (void)state;
    begin("$OK#9a", 6);
    assert_true(gdb_set_register(&gdb, 16, 0x400480));
    expect_sent("$P10=8004400000000000#fe+");
    end();
    begin("$#00", 4); /* not supported */
    assert_false(gdb_begin(&gdb));
    assert_non_null(strstr(gdb.problem, "does not tell its registers"));
    end();
}

static void test_instructions(void **state)
{
    static const char good[] = "{\"QMP\": {}}\n{\"event\": \"STOP\"}\n{\"return\": {\"icount\": "
                               "1234, \"mode\": \"none\"}}\n";
    struct qmp qmp = {.fd = begin(good, strlen(good)), .patience = 50};
    uint64_t count = 0;

    (void)state;
    assert_true(qmp_instructions(&qmp, &count));
    assert_int_equal(count, 1234);
    assert_false(qmp_instructions(&qmp, &count));
    assert_non_null(strstr(qmp.problem, "has not answered"));
    qmp_end(&qmp);
    end();
    qmp = (struct qmp){.fd = begin("{\"return\": {}}\n", 15), .patience = 50};
    assert_false(qmp_instructions(&qmp, &count));
    assert_non_null(strstr(qmp.problem, "does not count instructions"));
    qmp_end(&qmp);
    end();
}

/* The user wants the end: QEMU's patience does not matter any more. The test has a minute. */
static void test_unwanted(void **state)
{
    struct qmp qmp = {.fd = begin("", 0), .patience = 600000};
    uint64_t count;

    (void)state;
    wanted_end = 2;
    gdb.patience = 600000;
    assert_null(gdb_ask(&gdb, "g"));
    assert_false(qmp_instructions(&qmp, &count));
    wanted_end = 0;
    qmp_end(&qmp);
    end();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packets),   cmocka_unit_test(test_damage),
        cmocka_unit_test(test_floods),    cmocka_unit_test(test_stops),
        cmocka_unit_test(test_closed),    cmocka_unit_test(test_memory),
        cmocka_unit_test(test_registers), cmocka_unit_test(test_instructions),
        cmocka_unit_test(test_unwanted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
