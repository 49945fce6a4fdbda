/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver of a virtio-rng device. Its thread fills a ring of words; callers take words out on their
 * own threads. A caller takes a word of its share, then the counter `taken` chooses which one.
 */
#include <cos/alive.h>
#include <cos/bill.h>
#include <cos/entry.h>
#include <cos/pace.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <rng.h>
#include <virtio/virtio.h>

#include "shares.h"

#define WORDS        SHARES_WORDS
#define HALF         (WORDS / 2)
#define QUEUE        0
#define SLOT_REFILL  COS_SLOT_OWN
#define EVENT_REFILL COS_EVENT_OWN

COS_ENTRY(evm_gate_0, rng_call);

static uint64_t words[WORDS];
static uint64_t filled, taken; /* words ever put in and taken out */
static uint64_t asked;         /* bits of the clients that have woken the driver's thread */

static struct virtio_device device;
static struct virtqueue queue;
static struct pci_memory page; /* the device writes into its first half */

/* ---- For callers ---- */

/* Takes the next word. There is one, since the caller has taken it from its share. */
static struct cos_result take_word(void)
{
    uint64_t number = __atomic_load_n(&taken, __ATOMIC_ACQUIRE), word;

    do {
        word = words[number % WORDS];
    } while (!__atomic_compare_exchange_n(&taken, &number, number + 1, false, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
    return (struct cos_result){.extra = word};
}

static struct cos_result word_for(uint64_t client)
{
    bool ask;
    bool good = shares_take(client, &ask);

    if (ask) {
        __atomic_fetch_or(&asked, 1ull << client, __ATOMIC_RELAXED);
        cos_signal(SLOT_REFILL);
        good = good || shares_take(client, &ask); /* the driver has a higher priority, so it has
                                                     levelled the shares meanwhile */
    }
    return good ? take_word() : (struct cos_result){.value = -COS_EAGAIN};
}

struct cos_result rng_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                           uint64_t thread)
{
    (void)a1, (void)a2, (void)a3, (void)thread;
    switch (method) {
    case RNG_WORD:
        return word_for(token);
    case RNG_GIVEN:
        return (struct cos_result){.extra = __atomic_load_n(&taken, __ATOMIC_RELAXED)};
    default:
        return (struct cos_result){.value = -COS_ENOSYS};
    }
}

/* ---- The device ---- */

/* Asks the device for more words if there is room for them and no request is pending. */
static void request(void)
{
    uint64_t room = WORDS - (filled - __atomic_load_n(&taken, __ATOMIC_ACQUIRE));
    struct virtq_buffer buffer = {page.physical,
                                  (uint32_t)((room < HALF ? room : HALF) * sizeof words[0]), true};

    if (room > 0 && queue.free_count == queue.size) {
        virtq_add(&queue, &buffer, 1, NULL);
        virtq_notify(&queue);
    }
}

static void receive(void)
{
    const volatile uint64_t *from = page.address;
    uint32_t bytes;
    void *cookie;

    while (virtq_take(&queue, &cookie, &bytes)) {
        for (uint32_t i = 0; i < bytes / sizeof *from; i++)
            words[(filled + i) % WORDS] = from[i];
        filled += bytes / sizeof *from;
        shares_come((uint32_t)(bytes / sizeof *from));
        queue.broken = bytes < sizeof *from; /* it must wait for a whole word: else the driver
                                                would ask all the time */
    }
}

/* ---- Who pays ---- */

static struct cos_bill bill;

/* The clients that have asked pay for the thread's work, and for the device's answer, in equal
 * parts. */
static void charge(void)
{
    static uint64_t payers;
    uint64_t news = __atomic_exchange_n(&asked, 0, __ATOMIC_RELAXED), count = 0, ticks;

    payers = news != 0 ? news : payers;
    for (uint64_t rest = payers; rest != 0; rest &= rest - 1)
        count++;
    if (count == 0)
        return;
    ticks = cos_bill_take(&bill) / count;
    for (uint64_t rest = payers; rest != 0; rest &= rest - 1)
        cos_bill_add(&bill, 0, (uint32_t)__builtin_ctzll(rest), ticks);
}

/* ---- The thread ---- */

/* Makes the signal capability by which callers wake the driver's thread. */
static bool make_bell(void)
{
    uint64_t node;

    return pci_frame(&node) &&
           cos_cap_grow(COS_SLOT_COMP, SLOT_REFILL, COS_SLOT_REGION, node) == 0 &&
           cos_endpoint(COS_SLOT_ENDPOINT, 0, SLOT_REFILL, EVENT_REFILL, COS_RIGHT_SIGNAL) == 0;
}

static bool start_device(const struct cos_start *start)
{
    if (start->pci_count == 0) {
        device.problem = "it is granted none; expected `pci: [\"1af4:1044\"]` in the manifest";
        return false;
    }
    if (!virtio_open(&device, &start->pci[0], 0) || !virtio_queue(&device, &queue, QUEUE, 1))
        return false;
    if (!make_bell() || !pci_pages(1, &page)) {
        device.problem = "there is no memory for its words; give the driver more (`memory:`)";
        return false;
    }
    return virtio_start(&device);
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;

    if (!start_device(start)) {
        cos_print("the device cannot be used: %s\n", device.problem);
        return 1;
    }
    cos_bill_init(&bill, cos_pace_switch());
    cos_answer_begin();
    while (!(events & COS_EVENT_POWER) && !queue.broken) {
        cos_bill_begin(&bill, cos_tsc());
        receive();
        shares_level();
        request();
        charge();
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
        cos_answer(events);
    }
    cos_answer_end();
    virtio_close(&device);
    if (queue.broken)
        cos_print("the device has broken the rules of its queue\n");
    return queue.broken;
}
