/* SPDX-License-Identifier: BSD-2-Clause */
/* What a component cannot do with capabilities that it rightly holds: freeze its own thread inside
 * others, turn one of its own events into other events, have one component write a frame and
 * another execute it, map address 0. */
#include "check.h"
#include "domain.h"

#define ADDRESS 0x480000 /* in the domain: free, and under the same node as its code */
#define RX      (COS_RIGHT_READ | COS_RIGHT_EXEC)
#define RW      (COS_RIGHT_READ | COS_RIGHT_WRITE)
#define EVENT   (1ull << 20)

static struct domain first, second, client;

static void check_thread(void)
{
    uint64_t copy = slot_take(), made = slot_take(), page = pages_take(1), time;

    check_result(cos_revoke(COS_SLOT_THREAD), -COS_EINVAL,
                 "its own thread is not taken from its scheduler");
    check_result(cos_cap_copy(COS_SLOT_THREAD, COS_SLOT_COMP, copy, COS_RIGHT_ALL, 0), 0,
                 "a copy of it");
    check_result(cos_revoke(copy), -COS_EINVAL, "neither by a copy");
    check_result(cos_make_thread(COS_SLOT_REGION, page, made, COS_SLOT_COMP, DOMAIN_CODE, 1, 0), 0,
                 "a thread that it has made");
    check_result(cos_revoke(made), -COS_EINVAL, "that neither");
    check_result(cos_thread_time(made, &time), 0, "which is still there");
    check_result(cos_reclaim(COS_SLOT_REGION, page, 0), 0, "but can be taken back");
    cos_sleep(1000); /* the scheduler dispatches its thread again */
}

static void check_endpoint(void)
{
    const uint64_t rights = COS_RIGHT_SIGNAL | COS_RIGHT_MANAGE;
    uint64_t one = slot_take(), other = slot_take(), same = slot_take(), page = pages_take(1),
             all = slot_take(), events;

    cos_wait(COS_SLOT_ENDPOINT, 0, &events);
    check_result(cos_make_endpoints(COS_SLOT_REGION, page, all), 0, "a page of endpoints");
    check_result(cos_cap_copy(all, COS_SLOT_COMP, one, rights, EVENT), 0,
                 "one event of one of them");
    check_result(cos_endpoint(one, 5, other, UINT64_MAX, COS_RIGHT_ALL), -COS_EDENIED,
                 "makes none of another one");
    check_result(cos_endpoint(one, 0, same, UINT64_MAX, COS_RIGHT_ALL), 0,
                 "it gives another capability to the same one");
    check_result(cos_signal(same), 0, "and signalled");
    check(cos_wait(all, 0, &events) == 0 && events == EVENT, "which is that event alone");
    check(cos_cap_info(same).v0 == rights, "with no more rights");
    check_result(cos_wait(same, 0, &events), -COS_EDENIED, "it is not for waiting");
    check_result(cos_endpoint(all, 5, other, EVENT, COS_RIGHT_ALL), 0,
                 "the capability to all of them makes any");
    check_result(cos_reclaim(COS_SLOT_REGION, page, 0), 0, "all are taken back");
}

/* No table maps the frame at the beginning and the end. */
static void check_frame(uint64_t page)
{
    uint64_t here = (uint64_t)page_address(page), one = first.pagetable, two = second.pagetable;

    check_result(cos_map(one, ADDRESS, COS_SLOT_REGION, page, RW, 1), 1,
                 "a frame that a component can write");
    check_result(cos_map(one, ADDRESS + COS_PAGE_SIZE, COS_SLOT_REGION, page, RX, 1), -COS_EBUSY,
                 "it cannot execute elsewhere");
    check_result(cos_map(two, ADDRESS, COS_SLOT_REGION, page, RX, 1), -COS_EBUSY,
                 "nor another one");
    check_result(cos_map(two, ADDRESS, COS_SLOT_REGION, page, RW, 1), 1, "which may write it, too");
    check_result(cos_map(one, ADDRESS, COS_SLOT_REGION, page, COS_RIGHT_READ, 1), 1,
                 "one gives writing up");
    check_result(cos_map(one, ADDRESS + COS_PAGE_SIZE, COS_SLOT_REGION, page, RX, 1), -COS_EBUSY,
                 "but not the other");
    check_result(cos_unmap(two, ADDRESS, 1), 1, "which then does");
    check_result(cos_map(one, ADDRESS + COS_PAGE_SIZE, COS_SLOT_REGION, page, RX, 1), 1,
                 "so it can be executed");
    check_result(cos_map(COS_SLOT_PT, here, COS_SLOT_REGION, page, RW, 1), -COS_EBUSY,
                 "and not be written");
    check_result(cos_map(client.pagetable, ADDRESS, COS_SLOT_REGION, page, RW | COS_RIGHT_EXEC, 1),
                 1, "but by a client");
    check_result(cos_map(one, ADDRESS + COS_PAGE_SIZE, COS_SLOT_REGION, page, COS_RIGHT_READ, 1), 1,
                 "execution given up");
    check_result(cos_map(COS_SLOT_PT, here, COS_SLOT_REGION, page, RW, 1), 1,
                 "it can be written again");
    check(cos_unmap(one, ADDRESS, 2) == 2 && cos_unmap(client.pagetable, ADDRESS, 1) == 1 &&
              cos_unmap(COS_SLOT_PT, here, 1) == 1,
          "all give it up");
    check_result(cos_map(one, ADDRESS, COS_SLOT_REGION, page, RW | COS_RIGHT_EXEC, 1), -COS_EINVAL,
                 "never both at once");
}

static void check_nothing(uint64_t page)
{
    uint64_t nodes = pages_take(3), free = slot_take();
    int64_t grown = 0;

    check(cos_map(first.pagetable, 0, COS_SLOT_REGION, page, RW, 1) < 0,
          "address 0 is not mapped in a component");
    check(cos_map(COS_SLOT_PT, 0, COS_SLOT_REGION, page, RW, 1) < 0, "nor in its own table");
    for (unsigned i = 0; i < 3 && grown >= 0; i++) /* even where the nodes are there */
        grown = cos_pt_grow(first.pagetable, 0x1000, COS_SLOT_REGION, nodes + i);
    check(cos_map(first.pagetable, 0x1000, COS_SLOT_REGION, page, RW, 1) == 1,
          "but the page behind it");
    check(cos_map(first.pagetable, 0, COS_SLOT_REGION, page, RW, 1) < 0, "still not address 0");
    check_result(cos_unmap(first.pagetable, 0x1000, 1), 1, "and unmapped");
    check_result(cos_cap_info(free).result, COS_CAP_NONE, "nothing is left behind");
}

int main(const struct cos_start *start)
{
    uint64_t page;

    (void)start;
    check_thread();
    check_endpoint();
    check_result(domain_make_memory(&first, 0), 0, "a component's table");
    check_result(domain_make_memory(&second, 0), 0, "another one");
    check_result(domain_make_memory(&client, 1), 0, "a client's");
    page = pages_take(1);
    check_frame(page);
    check_nothing(page);
    return check_done();
}
