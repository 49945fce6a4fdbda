/* SPDX-License-Identifier: BSD-2-Clause */
/* A service that ends in a call, and tries to hide that from all but its caller. args: how. quiet:
 * it ends itself by COMP_KILL. mute: its handler faults, too, and it names an endpoint of its own
 * for that. mum: its fault gate leads to a component that has ended. wx: it has the kernel write
 * code, as its vCPU page. */
#include <cos/entry.h>
#include <cos/string.h>

#include "check.h"
#include "domain.h"

COS_ENTRY(evm_gate_0, end_here);

extern const char faulty_handler[];
__asm__(".text\nfaulty_handler: ud2\n");

static struct domain domain;
static bool kills;

struct cos_result end_here(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                           uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    if (kills)
        cos_comp_kill(COS_SLOT_COMP);
    __asm__ volatile("ud2");
    return (struct cos_result){.value = 0};
}

static void be_mute(void)
{
    uint64_t endpoint = slot_take(), gate = slot_take();

    cos_make_endpoints(COS_SLOT_REGION, pages_take(1), endpoint);
    cos_make_gate(COS_SLOT_COMP, gate, (uint64_t)faulty_handler, 0);
    check_result(cos_comp_fault(COS_SLOT_COMP, gate, endpoint), -COS_EDENIED,
                 "its watcher still gets the event");
    cos_comp_fault(COS_SLOT_COMP, gate, 0);
}

static void be_mum(void)
{
    domain_make(&domain, 0, COS_SLOT_SCHED);
    cos_comp_fault(COS_SLOT_COMP, domain.gate, 0);
    domain_end(&domain);
}

/* The kernel writes no page that is executable, and lets no component execute a page that it
 * writes. */
static void bind_code(void)
{
    uint64_t page = pages_take(1), address = (uint64_t)page_address(page);

    check_result(
        cos_map(COS_SLOT_PT, address, COS_SLOT_REGION, page, COS_RIGHT_READ | COS_RIGHT_EXEC, 1), 1,
        "code");
    check_result(cos_thread_bind(COS_SLOT_THREAD, COS_SLOT_ENDPOINT, COS_SLOT_REGION, page),
                 -COS_EBUSY, "is no vCPU page");
    cos_unmap(COS_SLOT_PT, address, 1);
    check_result(cos_thread_bind(COS_SLOT_THREAD, COS_SLOT_ENDPOINT, COS_SLOT_REGION, page), 0,
                 "a vCPU page");
    check_result(
        cos_map(COS_SLOT_PT, address, COS_SLOT_REGION, page, COS_RIGHT_READ | COS_RIGHT_EXEC, 1),
        -COS_EBUSY, "is no code");
}

int main(const struct cos_start *start)
{
    const char *how = (const char *)start->blobs[0].address;
    uint64_t events;

    if (strcmp(how, "wx") == 0) {
        bind_code();
        return check_done();
    }
    kills = strcmp(how, "quiet") == 0;
    if (strcmp(how, "mute") == 0)
        be_mute();
    else if (strcmp(how, "mum") == 0)
        be_mum();
    for (;;)
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}
