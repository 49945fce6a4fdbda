/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * POSIX functions reach a NetBSD kernel through posix_call(), which each back end implements. A
 * call describes what each argument points to, so that the remote back end can copy it to the VM
 * and back. The local back end passes only the values.
 */
#ifndef POSIX_H
#define POSIX_H

#include <stdarg.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "numbers.h"

enum posix_kind {
    POSIX_VALUE,
    POSIX_DESCRIPTOR,      /* of the client; it also selects the VM */
    POSIX_TEXT,            /* NUL-terminated */
    POSIX_IN,              /* `bytes` from the client; NULL is allowed here and below */
    POSIX_OUT,             /* `bytes` to the client */
    POSIX_RESULT,          /* the same, but only as many bytes as the call returns */
    POSIX_INOUT,           /* `bytes`, both ways */
    POSIX_NEW_DESCRIPTORS, /* two ints to the client: pipe2() */
};

struct posix_argument {
    uint64_t value;
    uint64_t kind : 8, bytes : 56;
};

/* Selects the VM if no descriptor does; may be or-ed with POSIX_OPENS. */
enum posix_service {
    POSIX_FILES,
    POSIX_SOCKETS,
    POSIX_ANY,         /* the VM for files or, without one, that for sockets */
    POSIX_ANY_SOCKETS, /* the VM for sockets or, without one, that for files */
    POSIX_SERVICE_MASK = 3,
    POSIX_OPENS = 4, /* the result is a new descriptor */
};

/* System call `number` (numbers.h). Returns its result; -1: errno says why. count: at most 8. */
long posix_call(unsigned service, unsigned number, const struct posix_argument *arguments,
                unsigned count);

/* CALL(POSIX_FILES, SYS_rename, TEXT(path), TEXT(new)), and CALL0() without arguments. */
#define CALL(service, number, ...)                                            \
    posix_call(service, number, (const struct posix_argument[]){__VA_ARGS__}, \
               sizeof((const struct posix_argument[]){__VA_ARGS__}) /         \
                   sizeof(struct posix_argument))
#define CALL0(service, number) posix_call(service, number, NULL, 0)

#define ARGUMENT(value, kind, bytes)   \
    {                                  \
        (uint64_t)(value), kind, bytes \
    }
#define VALUE(value) ARGUMENT(value, POSIX_VALUE, 0)
/* before 64-bit arguments, which some architectures align */
#define PAD                    VALUE(0)
#define FD(file)               ARGUMENT(file, POSIX_DESCRIPTOR, 0)
#define TEXT(text)             ARGUMENT(text, POSIX_TEXT, 0)
#define IN(address, bytes)     ARGUMENT(address, POSIX_IN, bytes)
#define OUT(address, bytes)    ARGUMENT(address, POSIX_OUT, bytes)
#define RESULT(address, bytes) ARGUMENT(address, POSIX_RESULT, bytes)
#define INOUT(address, bytes)  ARGUMENT(address, POSIX_INOUT, bytes)
#define NEW_DESCRIPTORS(ints)  ARGUMENT(ints, POSIX_NEW_DESCRIPTORS, 2 * sizeof(int))

/* Reads the one argument of any type behind `last`, the function's last named one. */
#define TRAILING(argument, last)                  \
    do {                                          \
        va_list arguments;                        \
                                                  \
        va_start(arguments, last);                \
        (argument) = va_arg(arguments, uint64_t); \
        va_end(arguments);                        \
    } while (0)

/* Ends the program at once; for a local client, ends the VM. */
_Noreturn void posix_end(int status);

/* Memory from memory_get() (guests/netbsd/hypercalls/memory.h): the VM's, or the component's
 * own. */
void *posix_memory(size_t bytes, size_t align);

#endif
