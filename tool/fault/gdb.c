/* SPDX-License-Identifier: BSD-2-Clause */
#include "gdb.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "answer.h"

#define PACKET_MOST 65536 /* bytes that may wait for the end of a packet */
#define STUB        "QEMU's gdbstub "

static bool fail(struct gdb *gdb, char *problem)
{
    if (gdb->problem)
        free(problem);
    else
        gdb->problem = problem;
    return false;
}

static unsigned sum_of(const char *packet, size_t size)
{
    unsigned sum = 0;

    for (size_t i = 0; i < size; i++)
        sum += (unsigned char)packet[i];
    return sum & 0xff;
}

/* ---- Bytes ---- */

static bool put(struct gdb *gdb, const char *bytes, size_t size)
{
    while (size && !gdb->problem) {
        ssize_t done = send(gdb->fd, bytes, size, MSG_NOSIGNAL);

        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return fail(gdb, text(STUB "takes nothing: %s", strerror(errno)));
        bytes += done;
        size -= (size_t)done;
    }
    return !gdb->problem;
}

/* Takes bytes that have come. */
static bool fill(struct gdb *gdb)
{
    char bytes[4096];
    ssize_t size = recv(gdb->fd, bytes, sizeof(bytes), MSG_DONTWAIT);

    if (size > 0)
        buffer_add(&gdb->in, bytes, (size_t)size);
    else if (!size || (errno != EAGAIN && errno != EINTR))
        return fail(gdb, text(STUB "has closed its end"));
    return true;
}

static void drop(struct gdb *gdb, size_t bytes)
{
    gdb->in.size -= bytes;
    memmove(gdb->in.data, gdb->in.data + bytes, gdb->in.size);
}

/* ---- Packets ---- */

bool gdb_send(struct gdb *gdb, const char *packet)
{
    char *whole = text("$%s#%02x", packet, sum_of(packet, strlen(packet)));
    bool sent = put(gdb, whole, strlen(whole));

    free(whole);
    return sent;
}

bool gdb_interrupt(struct gdb *gdb)
{
    return put(gdb, (const char[]){GDB_BREAK}, 1);
}

/* Takes the packet of `size` bytes behind the `$`, if its sum is right. */
static enum gdb_answer take_whole(struct gdb *gdb, size_t size, char **packet)
{
    const char *start = gdb->in.data + 1;
    char sum[3] = {start[size + 1], start[size + 2], 0}, *end;
    unsigned long told = strtoul(sum, &end, 16);

    if (end != sum + 2 || told != sum_of(start, size) || memchr(start, 0, size)) {
        fail(gdb, text(STUB "has sent a packet that is damaged"));
        return GDB_FAILED;
    }
    *packet = text("%.*s", (int)size, start);
    drop(gdb, size + 4);
    return put(gdb, "+", 1) ? GDB_CAME : GDB_FAILED;
}

/* Takes a packet out of the bytes that have come. */
static enum gdb_answer take_packet(struct gdb *gdb, char **packet)
{
    const char *end;

    while (gdb->in.size && *gdb->in.data == '+')
        drop(gdb, 1);
    if (gdb->in.size && *gdb->in.data != '$') {
        fail(gdb,
             text(STUB "has sent the byte 0x%02x between packets", (unsigned char)*gdb->in.data));
        return GDB_FAILED;
    }
    end = gdb->in.size ? memchr(gdb->in.data, '#', gdb->in.size) : NULL;
    if (end && gdb->in.size - (size_t)(end - gdb->in.data) >= 3)
        return take_whole(gdb, (size_t)(end - gdb->in.data) - 1, packet);
    if (gdb->in.size <= PACKET_MOST)
        return GDB_NONE;
    fail(gdb, text(STUB "has sent a packet of more than %u bytes", PACKET_MOST));
    return GDB_FAILED;
}

enum gdb_answer gdb_take(struct gdb *gdb, char **packet)
{
    enum gdb_answer answer = gdb->problem ? GDB_FAILED : take_packet(gdb, packet);

    if (answer != GDB_NONE)
        return answer;
    return fill(gdb) ? take_packet(gdb, packet) : GDB_FAILED;
}

char *gdb_wait(struct gdb *gdb)
{
    char *packet = NULL;
    enum gdb_answer answer;

    while ((answer = gdb_take(gdb, &packet)) == GDB_NONE) {
        enum answer_state state = answer_await(gdb->fd, gdb->patience);

        if (state == ANSWER_CAME)
            continue;
        fail(gdb, state == ANSWER_LATE
                      ? text(STUB "has not answered within %u s", gdb->patience / 1000)
                      : text(STUB "was not heard to the end"));
        return NULL;
    }
    return answer == GDB_CAME ? packet : NULL;
}

char *gdb_ask(struct gdb *gdb, const char *format, ...)
{
    char bytes[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(bytes, sizeof(bytes), format, arguments);
    va_end(arguments);
    return gdb_send(gdb, bytes) ? gdb_wait(gdb) : NULL;
}

/* ---- Requests ---- */

/* Sends a request whose answer must be "OK". */
static bool demand(struct gdb *gdb, const char *request, const char *what)
{
    char *answer = gdb_send(gdb, request) ? gdb_wait(gdb) : NULL;

    if (answer && strcmp(answer, "OK"))
        fail(gdb, text(STUB "refuses %s: it answers '%.40s' to '%.20s'", what, answer, request));
    free(answer);
    return !gdb->problem;
}

bool gdb_begin(struct gdb *gdb)
{
    /* the stub tells and takes single registers only once it was asked for their names */
    char *names = gdb_ask(gdb, "qXfer:features:read:target.xml:0,ffb");
    bool told = names && (*names == 'l' || *names == 'm');

    if (names && !told)
        fail(gdb, text(STUB "does not tell its registers: it answers '%.40s'", names));
    free(names);
    return told && demand(gdb, "Qqemu.PhyMemMode:1", "access to physical memory");
}

void gdb_end(struct gdb *gdb)
{
    buffer_free(&gdb->in);
    free(gdb->problem);
    gdb->problem = NULL;
}

bool gdb_read(struct gdb *gdb, uint64_t physical, void *bytes, size_t size)
{
    char *answer = gdb_ask(gdb, "m%llx,%zx", (unsigned long long)physical, size);
    bool good = answer && strlen(answer) == 2 * size;

    for (size_t i = 0; good && i < size; i++) {
        char pair[3] = {answer[2 * i], answer[2 * i + 1], 0}, *end;

        ((unsigned char *)bytes)[i] = (unsigned char)strtoul(pair, &end, 16);
        good = end == pair + 2;
    }
    if (answer && !good)
        fail(gdb, text(STUB "does not read memory at 0x%llx: it answers '%.40s'",
                       (unsigned long long)physical, answer));
    free(answer);
    return good;
}

bool gdb_write(struct gdb *gdb, uint64_t physical, const void *bytes, size_t size)
{
    struct buffer request = {0};

    buffer_format(&request, "M%llx,%zx:", (unsigned long long)physical, size);
    for (size_t i = 0; i < size; i++)
        buffer_format(&request, "%02x", ((const unsigned char *)bytes)[i]);
    buffer_extend(&request, 1);
    bool done = demand(gdb, request.data, "to write memory");

    buffer_free(&request);
    return done;
}

bool gdb_set_register(struct gdb *gdb, unsigned number, uint64_t value)
{
    struct buffer request = {0};

    buffer_format(&request, "P%x=", number);
    for (unsigned i = 0; i < sizeof(value); i++)
        buffer_format(&request, "%02x", (unsigned)(value >> 8 * i & 0xff));
    buffer_extend(&request, 1);
    bool done = demand(gdb, request.data, "to set a register");

    buffer_free(&request);
    return done;
}

bool gdb_is_break(const char *packet)
{
    return (*packet == 'T' || *packet == 'S') && !strncmp(packet + 1, "05", 2); /* SIGTRAP */
}

bool gdb_breakpoint(struct gdb *gdb, uint64_t address, bool set)
{
    char *request = text("%c1,%llx,1", set ? 'Z' : 'z', (unsigned long long)address);
    bool done = demand(gdb, request, "a breakpoint");

    free(request);
    return done;
}
