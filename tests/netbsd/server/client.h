/* SPDX-License-Identifier: BSD-2-Clause */
/* A client's side of the calls, as bare as can be. */
#ifndef CLIENT_H
#define CLIENT_H

#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <netbsd.h>

#include "numbers.h"

#define BUFFER   1024 /* offset in the link; before it are struct netbsd_link and small things */
#define RETRY_US 50

struct answer {
    int64_t error; /* of the call: an errno or a negative COS_E* */
    uint64_t value;
};

static inline struct netbsd_link *link_start(void)
{
    return (struct netbsd_link *)cos_self()->links[0].address;
}

/* An address in the link. */
static inline void *link_at(uint64_t offset)
{
    return (void *)(cos_self()->links[0].address + offset);
}

static inline struct answer call_once(uint64_t method, uint64_t number, uint64_t a1, uint64_t a2,
                                      uint64_t a3)
{
    struct cos_result result = cos_call(COS_SLOT_FILES, NETBSD_METHOD(method, number), a1, a2, a3);

    return (struct answer){result.value, result.extra};
}

/* A system call; waits for a server that is not there yet or busy. */
static inline struct answer call(uint64_t number, uint64_t a1, uint64_t a2, uint64_t a3)
{
    struct answer answer;

    while ((answer = call_once(NETBSD_CALL, number, a1, a2, a3)).error == -COS_EAGAIN ||
           answer.error == -COS_EDENIED)
        cos_sleep(RETRY_US);
    return answer;
}

/* Puts a text at the link's buffer; returns its address there. */
static inline uint64_t put_text(const char *text)
{
    memcpy(link_at(BUFFER), text, strlen(text) + 1);
    return (uint64_t)link_at(BUFFER);
}

static inline struct answer open_file(const char *path)
{
    return call(CALL_OPEN, put_text(path), 0, 0);
}

#endif
