/* SPDX-License-Identifier: BSD-2-Clause */
#include "qmp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "answer.h"

#define LINE_MOST 65536 /* bytes */
#define SOCKET    "QEMU's control socket "

static bool fail(struct qmp *qmp, const char *what)
{
    if (!qmp->problem)
        qmp->problem = text(SOCKET "%s", what);
    return false;
}

/* Waits for a line. Returns NULL after an error; the caller frees it. */
static char *take_line(struct qmp *qmp)
{
    char bytes[4096], *end;

    while (!(end = qmp->in.size ? memchr(qmp->in.data, '\n', qmp->in.size) : NULL)) {
        enum answer_state state = answer_await(qmp->fd, qmp->patience);
        bool came = state == ANSWER_CAME;
        ssize_t size = came ? recv(qmp->fd, bytes, sizeof(bytes), MSG_DONTWAIT) : -1;

        if (size > 0)
            buffer_add(&qmp->in, bytes, (size_t)size);
        if (!came || !size || qmp->in.size > LINE_MOST) {
            fail(qmp, state == ANSWER_UNWANTED ? "was not heard to the end"
                      : !came                  ? "has not answered in time"
                      : !size                  ? "was closed"
                                               : "has sent a line without an end");
            return NULL;
        }
    }
    size_t length = (size_t)(end - qmp->in.data) + 1;
    char *line = text("%.*s", (int)length - 1, qmp->in.data);

    qmp->in.size -= length;
    memmove(qmp->in.data, qmp->in.data + length, qmp->in.size);
    return line;
}

/* Executes a command. Returns the line with the result, or NULL after an error. */
static char *execute(struct qmp *qmp, const char *command)
{
    char *request = text("{\"execute\":\"%s\"}\n", command), *line = NULL;

    if (send(qmp->fd, request, strlen(request), MSG_NOSIGNAL) != (ssize_t)strlen(request))
        fail(qmp, "takes nothing");
    free(request);
    while (!qmp->problem && (line = take_line(qmp))) {
        if (!strncmp(line, "{\"return\"", 9))
            return line;
        if (!strncmp(line, "{\"error\"", 8))
            fail(qmp, "refuses a command");
        free(line);
    }
    return NULL;
}

bool qmp_begin(struct qmp *qmp)
{
    char *answer = execute(qmp, "qmp_capabilities");
    bool done = answer;

    free(answer);
    return done;
}

bool qmp_instructions(struct qmp *qmp, uint64_t *instructions)
{
    static const char key[] = "\"icount\": ";
    char *answer = execute(qmp, "query-replay"), *found = answer ? strstr(answer, key) : NULL;

    if (found)
        *instructions = strtoull(found + strlen(key), NULL, 10);
    else
        fail(qmp, "does not count instructions");
    bool told = found;

    free(answer);
    return told;
}

void qmp_end(struct qmp *qmp)
{
    buffer_free(&qmp->in);
    free(qmp->problem);
    qmp->problem = NULL;
}
