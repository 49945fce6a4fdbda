/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions of C that need no VM, against the build machine's or against what the standard says. */
#include <cos/start.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <float.h>
#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/event.h>
#include <sys/mount.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "put_float.h"
#include "test.h"
#include "vm.h"

/* NetBSD's on x86-64, with interface version 17 of its rump kernel. */
_Static_assert(sizeof(struct stat) == 152 && offsetof(struct stat, st_size) == 112, "struct stat");
_Static_assert(sizeof(struct dirent) == 528 && offsetof(struct dirent, d_name) == 13,
               "struct dirent");
_Static_assert(sizeof(struct statvfs) == 2256 && offsetof(struct statvfs, f_fstypename) == 172,
               "struct statvfs");
_Static_assert(sizeof(struct sockaddr_storage) == 128 && sizeof(struct sockaddr_in6) == 28,
               "addresses");
_Static_assert(sizeof(struct msghdr) == 48 && offsetof(struct msghdr, msg_flags) == 44,
               "struct msghdr");
_Static_assert(sizeof(struct kevent) == 40 && offsetof(struct kevent, udata) == 32,
               "struct kevent");
_Static_assert(sizeof(struct timeval) == 16 && sizeof(struct timespec) == 16 &&
                   sizeof(fd_set) == 32,
               "times, sets");
_Static_assert(sizeof(struct ifreq) == 144 && sizeof(struct in_aliasreq) == 64, "interfaces");
_Static_assert(sizeof(struct tmpfs_args) == 40 && sizeof(struct flock) == 24, "arguments");

/* The build machine's. */
int host_snprintf(char *, size_t, const char *, ...) __asm__("snprintf");
long host_strtol(const char *, char **, int) __asm__("strtol");
unsigned long host_strtoul(const char *, char **, int) __asm__("strtoul");
int *host_errno(void) __asm__("__errno_location");
int host_isalnum(int) __asm__("isalnum");
int host_ispunct(int) __asm__("ispunct");
int host_isspace(int) __asm__("isspace");
int host_toupper(int) __asm__("toupper");

static void numbers_from_text(void **state)
{
    static const char *const texts[] = {"",
                                        " ",
                                        "0",
                                        "-0",
                                        "+7",
                                        " \t\n42x",
                                        "-42",
                                        "0x",
                                        "0x1F",
                                        "0X1fg",
                                        "-0xff",
                                        "017",
                                        "08",
                                        "zz",
                                        "1z",
                                        "- 1",
                                        "+-1",
                                        "9223372036854775807",
                                        "9223372036854775808",
                                        "-9223372036854775808",
                                        "-9223372036854775809",
                                        "18446744073709551615",
                                        "18446744073709551616",
                                        "99999999999999999999999",
                                        "-1",
                                        "0x8000000000000000"};
    static const int bases[] = {0, 2, 8, 10, 16, 36};

    (void)state;
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
        for (unsigned j = 0; j < sizeof bases / sizeof *bases; j++) {
            char *ours, *theirs;
            bool range;

            errno = *host_errno() = 0;
            assert_int_equal(strtol(texts[i], &ours, bases[j]),
                             host_strtol(texts[i], &theirs, bases[j]));
            assert_ptr_equal(ours, theirs);
            range = *host_errno() != 0;
            assert_int_equal(errno, range ? ERANGE : 0);
            errno = *host_errno() = 0;
            assert_true(strtoul(texts[i], &ours, bases[j]) ==
                        host_strtoul(texts[i], &theirs, bases[j]));
            assert_ptr_equal(ours, theirs);
            range = *host_errno() != 0;
            assert_int_equal(errno, range ? ERANGE : 0);
        }
    }
    assert_int_equal(strtol("1", NULL, 37), 0);
    assert_int_equal(errno, EINVAL);
    assert_int_equal(atoi(" -12 "), -12);
}

static int by_value(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static void sorting_and_searching(void **state)
{
    int values[500];

    (void)state;
    srand(5);
    for (size_t count = 0; count <= 500; count += count < 20 ? 1 : 60) {
        for (size_t i = 0; i < count; i++)
            values[i] = rand() % 300 - 150;
        qsort(values, count, sizeof *values, by_value);
        for (size_t i = 1; i < count; i++)
            assert_true(values[i - 1] <= values[i]);
        for (size_t i = 0; i < count; i++) {
            const int *found = bsearch(&values[i], values, count, sizeof *values, by_value);

            assert_true(found != NULL && *found == values[i]);
        }
        assert_null(bsearch(&(int){1000}, values, count, sizeof *values, by_value));
    }
}

static void strings(void **state)
{
    char text[32] = "one", list[] = ",a,,bc", *rest = list;

    (void)state;
    assert_string_equal(strcat(text, " two"), "one two");
    assert_string_equal(strncat(text, "xyz", 2), "one twoxy");
    assert_int_equal(strlcpy(text, "long text", 5), 9);
    assert_string_equal(text, "long");
    assert_int_equal(strlcat(text, "er", 6), 6);
    assert_string_equal(text, "longe");
    assert_int_equal(strlcat(text, "er", 2), 4);
    assert_ptr_equal(strchr(text, 'g'), text + 3);
    assert_ptr_equal(strchr(text, 0), text + 5);
    assert_null(strrchr(text, 'x'));
    assert_ptr_equal(strstr(text, "ng"), text + 2);
    assert_ptr_equal(strstr(text, ""), text);
    assert_null(strstr(text, "longer"));
    assert_int_equal(strspn("aabc", "ab"), 3);
    assert_int_equal(strcspn("abc", "xc"), 2);
    assert_string_equal(strsep(&rest, ","), "");
    assert_string_equal(strtok_r(rest, ",", &rest), "a");
    assert_string_equal(strtok_r(NULL, ",", &rest), "bc");
    assert_null(strtok_r(NULL, ",", &rest));
    assert_int_equal(strcasecmp("HeLLo", "hEllO"), 0);
    assert_true(strncasecmp("abD", "ABc", 3) > 0 && strncasecmp("abD", "ABc", 2) == 0);
    memset(text, 'x', sizeof text);
    strncpy(text, "ab", 5);
    assert_memory_equal(text, "ab\0\0\0x", 6);
}

static void characters(void **state)
{
    (void)state;
    for (int c = 0; c < 128; c++) {
        assert_int_equal(isalnum(c) != 0, host_isalnum(c) != 0);
        assert_int_equal(ispunct(c) != 0, host_ispunct(c) != 0);
        assert_int_equal(isspace(c) != 0, host_isspace(c) != 0);
        assert_int_equal(toupper(c), host_toupper(c));
    }
    assert_false(isalpha(EOF) || isspace(EOF) || isprint(200));
}

struct text_sink {
    struct cos_sink sink;
    size_t used;
    char text[2000];
};

static void put(struct cos_sink *sink, char c)
{
    struct text_sink *text = (struct text_sink *)sink;

    text->text[text->used++] = c;
}

static bool convert(struct cos_sink *sink, char kind, const struct cos_conversion *how,
                    va_list *arguments)
{
    double value = va_arg(*arguments, double);
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    posix_put_float(sink, kind, how, bits);
    return true;
}

static void our_float(struct text_sink *ours, const char *format, ...)
{
    va_list arguments;

    *ours = (struct text_sink){.sink = {put}};
    va_start(arguments, format);
    cos_vformat_with(&ours->sink, convert, format, arguments);
    va_end(arguments);
}

static void same_float(const char *format, double value)
{
    struct text_sink ours;
    char theirs[2000];

    our_float(&ours, format, value);
    host_snprintf(theirs, sizeof theirs, format, value);
    assert_string_equal(ours.text, theirs);
}

static void floating_point(void **state)
{
    static const char *const formats[] = {
        "%f",      "%.0f",  "%.3f",  "%12.2f|", "%-12.1f|", "%+.1f", "% .1f", "%#.0f",
        "%010.3f", "%e",    "%.0e",  "%.10E",   "%#.0e",    "%g",    "%G",    "%.3g",
        "%.0g",    "%15g|", "%.20g", "%.30f",   "%-15.3e|", "%08.2g"};
    static const double values[] = {0,
                                    -0.0,
                                    1,
                                    -1,
                                    0.5,
                                    1.5,
                                    2.5,
                                    0.1,
                                    0.125,
                                    9.5,
                                    9.995,
                                    99.95,
                                    999999.5,
                                    1e6,
                                    123456789,
                                    1e-4,
                                    1e-5,
                                    0.000123456789,
                                    1e15,
                                    1e22,
                                    1e23,
                                    1e100,
                                    3.14159265358979,
                                    DBL_MAX,
                                    DBL_MIN,
                                    4.9e-324,
                                    1e-310,
                                    0.05,
                                    0.95,
                                    0.0095,
                                    __builtin_inf(),
                                    -__builtin_inf(),
                                    __builtin_nan("")};

    struct text_sink text;

    (void)state;
    our_float(&text, "%#g", 1.5); /* where the build machine's may be wrong, after rounding up */
    assert_string_equal(text.text, "1.50000");
    our_float(&text, "%#g", 999999.5);
    assert_string_equal(text.text, "1.00000e+06");
    for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++)
        for (unsigned j = 0; j < sizeof values / sizeof *values; j++)
            same_float(formats[i], values[j]);
    for (unsigned i = 0; i < 20000; i++) {
        uint64_t bits = (uint64_t)rand() << 33 ^ (uint64_t)rand() << 13 ^ (uint64_t)rand();
        double value;

        memcpy(&value, &bits, sizeof value);
        same_float(formats[i % (sizeof formats / sizeof *formats)], value);
        same_float(formats[i % (sizeof formats / sizeof *formats)], rand() / 1000.0);
    }
}

static void formats(void **state)
{
    char text[8];

    (void)state;
    assert_int_equal(snprintf(text, sizeof text, "%d-%s", 12, "abcdefgh"), 11);
    assert_string_equal(text, "12-abcd");
    assert_int_equal(snprintf(NULL, 0, "%5d", 1), 5);
    assert_int_equal(sprintf(text, "%#x", 255), 4);
    assert_string_equal(text, "0xff");
}

static void addresses(void **state)
{
    static const char *const good[] = {"::",        "::1",        "1::",       "1:2:3:4:5:6:7:8",
                                       "fe80::1:2", "1:0:0:2::3", "2001:db8::"};
    static const char *const bad[] = {"",
                                      ":",
                                      ":::",
                                      "1:2:3:4:5:6:7",
                                      "1:2:3:4:5:6:7:8:9",
                                      "1::2::3",
                                      "12345::",
                                      "g::",
                                      "1:2:3:4:5:6:7:",
                                      "0x1::",
                                      "::1.2.3",
                                      "1:2:3:4:5:6:7:8::"};
    char text[INET6_ADDRSTRLEN];
    unsigned char bytes[16];

    (void)state;
    assert_int_equal(inet_addr("192.168.1.20"), htonl(0xc0a80114));
    assert_int_equal(inet_addr("1.2.3"), INADDR_NONE);
    assert_int_equal(inet_addr("1.2.3.256"), INADDR_NONE);
    assert_int_equal(inet_addr("1.2.3.4 "), INADDR_NONE);
    for (unsigned i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(inet_pton(AF_INET6, good[i], bytes), 1);
        assert_string_equal(inet_ntop(AF_INET6, bytes, text, sizeof text), good[i]);
    }
    assert_int_equal(inet_pton(AF_INET6, "::ffff:1.2.3.4", bytes), 1);
    assert_memory_equal(bytes, "\0\0\0\0\0\0\0\0\0\0\xff\xff\1\2\3\4", 16);
    for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(inet_pton(AF_INET6, bad[i], bytes), 0);
    assert_null(inet_ntop(AF_INET, bytes, text, 4));
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(inet_pton(AF_LOCAL, "x", bytes), -1);
}

static void memory(void **state)
{
    char *block, *aligned;

    (void)state;
    vm_start(2, 4096, 3 << COS_SLOT_FILES);
    block = malloc(100);
    memset(block, 1, 100);
    block = realloc(block, 5000);
    assert_true(block != NULL && block[99] == 1);
    aligned = aligned_alloc(4096, 10);
    assert_true(aligned != NULL && (uint64_t)aligned % 4096 == 0);
    free(aligned);
    free(block);
    block = calloc(100, 3);
    assert_true(block != NULL && block[0] == 0 && block[299] == 0);
    free(block);
    assert_null(calloc((size_t)-1, 2));
    assert_null(malloc((size_t)-5));
    assert_null(malloc(1 << 30));
    assert_int_equal(errno, ENOMEM);
    free(NULL);
    free(malloc(0));
}

static void surroundings(void **state)
{
    (void)state;
    vm_start(2, 4096, 3 << COS_SLOT_FILES);
    assert_string_equal(getenv("NAME"), "value");
    assert_string_equal(getenv("A"), "1");
    assert_null(getenv("NAM"));
    assert_string_equal(strerror(ENOENT), "no such file or directory");
    assert_string_equal(strerror(12345), "unknown error 12345");
    for (int error = 0; error <= ELAST; error++)
        assert_true(strlen(strerror(error)) > 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_from_text), cmocka_unit_test(sorting_and_searching),
        cmocka_unit_test(strings),           cmocka_unit_test(characters),
        cmocka_unit_test(floating_point),    cmocka_unit_test(formats),
        cmocka_unit_test(addresses),         cmocka_unit_test(memory),
        cmocka_unit_test(surroundings),
    };

    return cmocka_run_group_tests_name("posix c", tests, NULL, NULL);
}
