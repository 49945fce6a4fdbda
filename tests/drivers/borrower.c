/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Users of a driver (patron.c), which end once it has lent their link to its device. args: brief:
 * it fails, and is started again. hostage: it calls a server, and is killed there. jailer: that
 * server, which lets no caller go.
 */
#include <cos/entry.h>
#include <cos/pace.h>
#include <cos/string.h>
#include <cos/syscall.h>

COS_ENTRY(evm_gate_0, keep);

struct cos_result keep(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                       uint64_t thread)
{
    uint64_t events;

    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    for (;;)
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}

static void await_loan(const struct cos_link *link)
{
    uint64_t events = 0;

    while (!(events & COS_EVENT_FROM(link->peer)))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}

int main(const struct cos_start *start)
{
    const char *what = (const char *)start->blobs[0].address;

    if (strcmp(what, "jailer") == 0 && cos_nap_init())
        for (;;)
            cos_nap(COS_FOREVER); /* its endpoint is for the callers */
    await_loan(&start->links[0]);
    if (strcmp(what, "hostage") == 0)
        cos_call(COS_SLOT_CALL, 0, 0, 0, 0);
    return 1;
}
