/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory of threads, one block each: a canary, the stack growing down to it, the TLS block, struct thread.
 * Blocks of threads that have ended are kept for the next ones.
 */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <memory.h>

#include "internal.h"

#define KERNEL_BYTES 8192  /* of a block; the file systems and TCP/IP have been seen to use 3 KB */
#define CLIENT_BYTES 65536
#define KERNEL_KEPT  4     /* most blocks kept for later */
#define CLIENT_KEPT  1

#define EXIT_OVERFLOW 134  /* as if by SIGABRT */

/* The image's TLS segment, as the linker script names it; all zero if there is none. */
extern const uint8_t evm_tls_start[] __attribute__((weak)), evm_tls_file_bytes[] __attribute__((weak)),
    evm_tls_bytes[] __attribute__((weak)), evm_tls_align[] __attribute__((weak));

static struct kept {
    struct thread *first; /* linked by `next` */
    unsigned count;
    const unsigned most;
} kept[2] = { { .most = KERNEL_KEPT }, { .most = CLIENT_KEPT } };

static const uint64_t first_canary = STACK_CANARY; /* of the stack that the library did not make */

static size_t block_bytes(unsigned flags)
{
    return flags & THREAD_CLIENT ? CLIENT_BYTES : KERNEL_BYTES;
}

static struct kept *kept_of(unsigned flags)
{
    return &kept[(flags & THREAD_CLIENT) != 0];
}

static uint64_t tls_align(void)
{
    return (uint64_t)evm_tls_align > sizeof(uint64_t) ? (uint64_t)evm_tls_align : sizeof(uint64_t);
}

/* Where the TLS block begins that ends at the thread pointer. */
static uint64_t tls_start(uint64_t pointer)
{
    return (pointer - (uint64_t)evm_tls_bytes) & -tls_align();
}

/* Fills a TLS block that ends below `end`. Returns its thread pointer, at which it is stored, too. */
static uint64_t tls_fill(uint64_t end)
{
    const uint64_t pointer = (end - sizeof(uint64_t)) & -tls_align();
    uint8_t *block = (uint8_t *)tls_start(pointer);

    memcpy(block, evm_tls_start, (size_t)evm_tls_file_bytes);
    memset(block + (size_t)evm_tls_file_bytes, 0, (size_t)evm_tls_bytes - (size_t)evm_tls_file_bytes);
    *(uint64_t *)pointer = pointer;
    return pointer;
}

static struct thread *block_get(unsigned flags)
{
    struct kept *blocks = kept_of(flags);
    struct thread *thread = blocks->first;
    uint8_t *block;

    if (thread != NULL) {
        blocks->first = thread->next;
        blocks->count--;
        return thread;
    }
    block = memory_get(block_bytes(flags), 0);
    if (block == NULL) {
        return NULL;
    }
    thread = (struct thread *)(block + block_bytes(flags) - sizeof(struct thread));
    thread->low = (uint64_t *)block;
    *(uint64_t *)block = STACK_CANARY;
    return thread;
}

struct thread *stack_get(unsigned flags)
{
    struct thread *thread = block_get(flags);

    if (thread == NULL) {
        return NULL;
    }
    *thread = (struct thread){ .low = thread->low, .flags = (uint16_t)flags, .stack_pointer = (uint64_t)thread };
    if ((size_t)evm_tls_bytes > 0) {
        thread->tls = tls_fill((uint64_t)thread);
        thread->stack_pointer = tls_start(thread->tls);
    }
    thread->stack_pointer &= -16;
    return thread;
}

void stack_put(struct thread *thread)
{
    struct kept *blocks = kept_of(thread->flags);

    if (thread->flags & THREAD_FIRST) {
        return;
    }
    if (blocks->count == blocks->most) { /* not the caller's own, which is in use for a moment yet */
        struct thread *other = blocks->first;

        blocks->first = other->next;
        blocks->count--;
        memory_put((void *)other->low, block_bytes(other->flags));
    }
    thread->next = blocks->first;
    blocks->first = thread;
    blocks->count++;
}

void stack_adopt(struct thread *thread)
{
    const size_t bytes = (size_t)evm_tls_bytes + 2 * tls_align();

    thread->flags |= THREAD_FIRST;
    thread->low = &first_canary;
    if ((size_t)evm_tls_bytes > 0) {
        thread->tls = tls_fill((uint64_t)memory_get(bytes, tls_align()) + bytes);
    }
}

_Noreturn void stack_overflow(const struct thread *thread)
{
    cos_print("thread %s has used more than its stack of %zu bytes\n", thread->name, block_bytes(thread->flags));
    cos_exit(EXIT_OVERFLOW);
}
