/* SPDX-License-Identifier: BSD-2-Clause */
#include "tally.h"

#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <evm/image.h>

#include "../components/service.h"

static struct {
    int64_t lives;
    uint64_t sum;
} clients[EVM_COMPONENTS];

COS_ENTRY(evm_gate_0, tally_call);

struct cos_result tally_call(uint64_t method, uint64_t value, uint64_t a2, uint64_t a3,
                             uint64_t token, uint64_t thread)
{
    (void)a2, (void)a3, (void)thread;
    if (method == TALLY_BEGIN)
        return (struct cos_result){.value = ++clients[token].lives, .extra = clients[token].sum};
    clients[token].sum += value;
    return (struct cos_result){.value = (int64_t)clients[token].sum};
}

int main(const struct cos_start *start)
{
    (void)start;
    return service_wait();
}
