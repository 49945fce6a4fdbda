/* SPDX-License-Identifier: BSD-2-Clause */
#include "live/line.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"

#define TRIES     4    /* of a request that may be repeated */
#define ANSWER_MS 1000 /* for each */
#define ACT_MS    5000

static enum outcome open_tty(struct line *line, const char *path)
{
    struct termios raw;

    line->fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (line->fd < 0)
        return host_error("%s: %s", path, strerror(errno));
    if (tcgetattr(line->fd, &raw))
        return host_error("%s is no serial line", path);
    if (flock(line->fd, LOCK_EX | LOCK_NB))
        return host_error("%s is in use by another evm", path);
    cfmakeraw(&raw);
    cfsetspeed(&raw, B115200);
    raw.c_cflag |= CLOCAL | CREAD;
    if (tcsetattr(line->fd, TCSANOW, &raw))
        return host_error("%s: %s", path, strerror(errno));
    tcflush(line->fd, TCIOFLUSH);
    return OUTCOME_OK;
}

/* Another client may have the line: then this waits, for a limited time. */
static enum outcome open_socket(struct line *line, const struct target *target)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(target->line) >= sizeof(address.sun_path))
        return host_error("%s: the path is too long for a socket", target->line);
    strcpy(address.sun_path, target->line);
    line->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (!connect(line->fd, (void *)&address, sizeof(address)))
        return OUTCOME_OK;
    if (errno == ENOENT && target->folder)
        return host_error("system '%s' has no control channel; say 'control: serial2' in its "
                          "manifest and start it again",
                          target->name);
    if (errno == ECONNREFUSED)
        return host_error("%s: nothing listens there; the system has ended", target->line);
    return host_error("%s: %s", target->line, strerror(errno));
}

/* Waits until the line is ready; false: the time is over. */
static bool is_ready(const struct line *line, short events, uint64_t until)
{
    uint64_t now = now_ms();
    struct pollfd polled = {.fd = line->fd, .events = events};

    return now < until && poll(&polled, 1, (int)(until - now)) > 0;
}

static bool put(const struct line *line, const void *bytes, size_t size, uint64_t until)
{
    const char *next = bytes;

    while (size && is_ready(line, POLLOUT, until)) {
        ssize_t done = line->target->tty ? write(line->fd, next, size)
                                         : send(line->fd, next, size, MSG_NOSIGNAL | MSG_DONTWAIT);

        if (done < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        next += done > 0 ? done : 0;
        size -= done > 0 ? (size_t)done : 0;
    }
    return !size;
}

/* Whether the frame answers the last request; fills in its contents, or their first word. */
static bool is_answer(const struct line *line, const struct control_frame *frame,
                      enum control_kind kind, void *answer, size_t bytes)
{
    if (frame->head.kind != kind + CONTROL_ANSWER || frame->head.number != line->number ||
        (frame->head.bytes != bytes && frame->head.bytes != sizeof(int64_t)))
        return false;
    memset(answer, 0, bytes);
    memcpy(answer, frame->contents, frame->head.bytes);
    return true;
}

static bool take(struct line *line, enum control_kind kind, void *answer, size_t bytes,
                 uint64_t until)
{
    const struct control_frame *frame;
    uint8_t byte;

    while (is_ready(line, POLLIN, until)) {
        ssize_t size = read(line->fd, &byte, 1);

        if (!size || (size < 0 && errno != EAGAIN && errno != EINTR))
            return false;
        if (size < 0)
            continue;
        control_add(&line->reader, byte);
        while ((frame = control_next(&line->reader)))
            if (is_answer(line, frame, kind, answer, bytes))
                return true;
    }
    for (control_give_up(&line->reader); control_next(&line->reader);)
        ;
    return false;
}

static bool ask(struct line *line, enum control_kind kind, uint64_t id, void *answer, size_t bytes,
                unsigned ms)
{
    struct control_frame frame = {.head = {.kind = kind, .bytes = sizeof(id)}};
    uint64_t until = now_ms() + ms;

    frame.head.number = ++line->number;
    memcpy(frame.contents, &id, sizeof(id));
    return put(line, &frame, control_seal(&frame), until) && take(line, kind, answer, bytes, until);
}

static bool ask_again(struct line *line, enum control_kind kind, uint64_t id, void *answer,
                      size_t bytes)
{
    for (unsigned i = 0; i < TRIES; i++)
        if (ask(line, kind, id, answer, bytes, ANSWER_MS))
            return true;
    return false;
}

enum outcome line_open(struct line *line, const struct target *target)
{
    struct control_hello hello;

    *line = (struct line){.target = target, .fd = -1};
    enum outcome outcome = target->tty ? open_tty(line, target->line) : open_socket(line, target);

    if (outcome)
        return outcome;
    /* an answer to an earlier client is none to this one */
    if (getrandom(&line->number, sizeof(line->number), 0) < 0)
        line->number = (uint32_t)getpid();
    if (!ask_again(line, CONTROL_HELLO, 0, &hello, sizeof(hello)))
        return host_error("'%s' does not answer on its control channel within %u s; another client "
                          "may use it, or the monitor is down",
                          target->name, TRIES * ANSWER_MS / 1000);
    if (hello.version != CONTROL_VERSION || hello.components > EVM_COMPONENTS)
        return host_error("'%s' has a control channel of version %u; this evm expects version %u",
                          target->name, hello.version, CONTROL_VERSION);
    line->components = hello.components;
    return OUTCOME_OK;
}

void line_close(struct line *line)
{
    if (line->fd >= 0)
        close(line->fd);
    line->fd = -1;
}

bool line_show(struct line *line, uint64_t id, struct control_component *shown)
{
    if (!ask_again(line, CONTROL_SHOW, id, shown, sizeof(*shown)))
        return false;
    shown->name[sizeof(shown->name) - 1] = 0;
    return true;
}

bool line_act(struct line *line, enum control_kind kind, uint64_t id, int64_t *result)
{
    return ask(line, kind, id, result, sizeof(*result), ACT_MS);
}
