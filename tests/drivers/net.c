/* SPDX-License-Identifier: BSD-2-Clause */
/* A network interface used through its driver: it resolves an address, gets back echoes of all
 * sizes, has wrong requests refused, and still gets echoes when the driver is killed and restarted.
 * The other side is the emulator's own network. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <ether.h>
#include <link/link.h>
#include <supervisor.h>

#include "check.h"
#include "first_link.h"
#include "kill.h"

#define ECHOES      2000
#define SIZES       1400 /* echo `number` carries number % SIZES bytes */
#define WINDOW      16   /* echoes not yet answered */
#define KILLS       50
#define PATIENCE_US 60000000
#define RESEND_US   20000

static const uint8_t own_ip[] = {10, 0, 2, 15}, peer_ip[] = {10, 0, 2, 2};

static struct link link;
static struct link_channel *const out = &link.channels[ETHER_SEND],
                                  *const in = &link.channels[ETHER_RECEIVE];
static struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
static uint64_t driver;
static unsigned restarts;

static struct ether_info info;
static struct link_done answer; /* to the last request that was no frame, or a wrong one */
static bool answered;
static uint8_t peer[ETHER_ADDRESS];
static bool peer_known;
static uint8_t echoed[ECHOES];
static unsigned echoes, strange;

/* ---- Frames ---- */

struct arp {
    uint8_t to[6], from[6], type[2];
    uint8_t fixed[6], operation[2], sender[6], sender_ip[4], target[6], target_ip[4];
};
struct echo {
    uint8_t to[6], from[6], type[2];
    uint8_t version, service, length[2], id[2], fragment[2], ttl, protocol, ip_sum[2], source[4],
        target[4];
    uint8_t kind, code, sum[2], identifier[2], number[2], data[];
};
#define IP_BYTES   20
#define ICMP_BYTES 8

static void put16(uint8_t to[2], unsigned value)
{
    to[0] = (uint8_t)(value >> 8);
    to[1] = (uint8_t)value;
}

static unsigned get16(const uint8_t from[2])
{
    return (unsigned)from[0] << 8 | from[1];
}

static unsigned internet_sum(const uint8_t *bytes, unsigned count)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < count; i++)
        sum += i % 2 == 0 ? (uint64_t)bytes[i] << 8 : bytes[i];
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return (unsigned)~sum & 0xffff;
}

static uint32_t make_arp(void *buffer)
{
    struct arp *frame = buffer;

    *frame = (struct arp){.type = {8, 6}, .fixed = {0, 1, 8, 0, 6, 4}, .operation = {0, 1}};
    memset(frame->to, 0xff, sizeof frame->to);
    memcpy(frame->from, info.address, sizeof frame->from);
    memcpy(frame->sender, info.address, sizeof frame->sender);
    memcpy(frame->sender_ip, own_ip, sizeof own_ip);
    memcpy(frame->target_ip, peer_ip, sizeof peer_ip);
    return sizeof *frame;
}

static uint32_t make_echo(void *buffer, unsigned number)
{
    struct echo *frame = buffer;
    unsigned data = number % SIZES;

    *frame = (struct echo){.type = {8, 0}, .version = 0x45, .ttl = 64, .protocol = 1, .kind = 8};
    memcpy(frame->to, peer, sizeof peer);
    memcpy(frame->from, info.address, sizeof frame->from);
    memcpy(frame->source, own_ip, sizeof own_ip);
    memcpy(frame->target, peer_ip, sizeof peer_ip);
    put16(frame->length, IP_BYTES + ICMP_BYTES + data);
    put16(frame->ip_sum, internet_sum(&frame->version, IP_BYTES));
    put16(frame->number, number);
    for (unsigned i = 0; i < data; i++)
        frame->data[i] = (uint8_t)(number + i);
    put16(frame->sum, internet_sum(&frame->kind, ICMP_BYTES + data));
    return (uint32_t)sizeof *frame + data;
}

static bool is_echo(const struct echo *frame, uint32_t bytes)
{
    unsigned number = get16(frame->number), data = number % SIZES;

    if (number >= ECHOES || bytes < sizeof *frame + data || frame->kind != 0 ||
        get16(frame->length) != IP_BYTES + ICMP_BYTES + data)
        return false;
    for (unsigned i = 0; i < data; i++)
        if (frame->data[i] != (uint8_t)(number + i))
            return false;
    return internet_sum(&frame->kind, ICMP_BYTES + data) == 0;
}

static void receive(const void *buffer, uint32_t bytes)
{
    const struct arp *arp = buffer;
    const struct echo *echo = buffer;
    unsigned number;

    if (bytes >= sizeof *arp && get16(arp->type) == 0x0806 && get16(arp->operation) == 2) {
        memcpy(peer, arp->sender, sizeof peer);
        peer_known = true;
    } else if (bytes >= sizeof *echo && get16(echo->type) == 0x0800 && echo->protocol == 1) {
        number = get16(echo->number);
        if (!is_echo(echo, bytes)) {
            strange++;
        } else if (!echoed[number]) {
            echoed[number] = true;
            echoes++;
        }
    }
}

/* ---- The link ---- */

static struct link_request submitted[ETHER_DEPTH]; /* by buffer */

static void submit(const struct link_request *request, uint64_t cookie)
{
    submitted[request->buffer] = *request;
    link_submit(out, request, cookie);
}

static void reap(void)
{
    const struct link_request *request;
    struct link_done done;

    while (link_reclaim(out, &done) == LINK_OK)
        link_submit(out, &submitted[done.buffer], done.cookie);
    while (link_reap(out, &done) == LINK_OK) {
        if (done.cookie != 0) {
            answer = done;
            answered = true;
            memcpy(&info, link_buffer(out, done.buffer),
                   done.length == sizeof info ? sizeof info : 0);
        }
        link_give(out, done.buffer);
    }
    while (link_next(in, &request) == LINK_OK) {
        receive(link_buffer(in, request->buffer), request->length);
        link_complete(in, request->buffer, 0, 0);
    }
}

/* Waits for frames and completions until the deadline, and handles them. */
static void pump(uint64_t deadline)
{
    uint64_t events;
    int state;

    if (link_sleep(&link))
        cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    state = link_poll(&link);
    if (state == LINK_OK)
        reap();
    restarts += state == LINK_RESTARTED;
}

static uint64_t in_us(uint64_t us)
{
    return cos_tsc() + cos_ticks(us);
}

/* Sends a request that gets a completion. Returns its status. */
static int64_t ask(unsigned kind, uint32_t length)
{
    uint64_t deadline = in_us(PATIENCE_US);
    struct link_request request = {.kind = kind, .length = length};
    int buffer = -1;

    answered = false;
    while (!answered && cos_tsc() < deadline) {
        if (buffer < 0 && link.state == LINK_OK && (buffer = link_take(out)) >= 0) {
            request.buffer = (uint32_t)buffer;
            submit(&request, 1);
        }
        pump(deadline);
    }
    return answered ? answer.status : -COS_ETIMEDOUT;
}

static void send_arp(void)
{
    int buffer = link_take(out);

    if (buffer >= 0) {
        struct link_request request = {.buffer = (uint32_t)buffer, .kind = ETHER_FRAME};

        request.length = make_arp(link_buffer(out, request.buffer));
        submit(&request, 0);
    }
}

static void send_echo(unsigned number)
{
    int buffer = link_take(out);

    if (buffer >= 0) {
        struct link_request request = {.buffer = (uint32_t)buffer, .kind = ETHER_FRAME};

        request.length = make_echo(link_buffer(out, request.buffer), number);
        submit(&request, 0);
    }
}

static void resolve(void)
{
    uint64_t deadline = in_us(PATIENCE_US);

    while (!peer_known && cos_tsc() < deadline) {
        uint64_t pause = in_us(RESEND_US);

        send_arp();
        while (!peer_known && cos_tsc() < pause)
            pump(pause);
    }
}

/* Exchanges all echoes of [0, ECHOES); repeats those that get lost. */
static void exchange(unsigned kills)
{
    uint64_t deadline = in_us(PATIENCE_US);
    unsigned first = 0, killed = 0;

    memset(echoed, 0, sizeof echoed);
    echoes = 0;
    while (echoes < ECHOES && cos_tsc() < deadline) {
        uint64_t pause = in_us(RESEND_US);
        unsigned before;

        for (; first < ECHOES && echoed[first]; first++) {
        }
        for (unsigned i = first; i < ECHOES && i < first + WINDOW; i++)
            if (!echoed[i])
                send_echo(i);
        link_flush(&link);
        if (killed < kills && echoes >= killed * (ECHOES / (kills + 1)))
            killed += kill_and_restart(driver) == 0;
        for (before = echoes; echoes < before + WINDOW && echoes < ECHOES && cos_tsc() < pause;)
            pump(pause);
    }
}

int main(const struct cos_start *start)
{
    const struct link_shape shapes[] = ETHER_SHAPES(start->links[0].bytes);
    struct link_config config = first_link(start, ETHER_CHANNELS, shapes, slots);

    driver = start->links[0].peer;
    check_result(link_open(&link, &config), LINK_OK, "open the link");
    check_result(ask(ETHER_INFO, 0), 0, "the interface describes itself");
    check(info.address[0] == 0x52 && info.address[5] == 0x56, "it has the expected address");
    check(info.mtu == 1500 && info.flags == ETHER_LINK_UP, "and is connected");
    check_result(ask(ETHER_FRAME, ETHER_HEADER - 1), -COS_EINVAL, "a frame that is too short");
    check_result(ask(ETHER_FRAME, ETHER_HEADER + 1501), -COS_EINVAL, "a frame that is too long");
    check_result(ask(9, 60), -COS_ENOSYS, "no frame at all");
    resolve();
    check(peer_known, "the gateway's address is resolved");
    exchange(0);
    check_result(echoes, ECHOES, "%u echoes", ECHOES);
    exchange(KILLS);
    check_result(echoes, ECHOES, "%u echoes while the driver is killed again and again", ECHOES);
    check_result(restarts, KILLS, "it was killed %u times", KILLS);
    check_result(strange, 0, "no unexpected frame came");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
