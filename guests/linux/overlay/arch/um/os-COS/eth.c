// SPDX-License-Identifier: GPL-2.0
/*
 * Ethernet on links (interface/ether.h): transport `cos` of Linux's own driver of UML's interfaces.
 * Frames come by NAPI, not by that driver's interrupt: all that are there at a time, and those of
 * one connection as one (GRO). Meanwhile the other side need not ring. Frames that are sent in a
 * row ring it once.
 */
#include <linux/etherdevice.h>
#include <linux/init.h>
#include <linux/hardirq.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <linux/stringify.h>
#include <net_kern.h>
#include <net_user.h>
#include <ether.h>
#include "links.h"

/* Frames that wait for a buffer; their senders' sockets hold them, and so do not hurry. */
#define BACKLOG 256
#define HEAD    128 /* bytes of a long frame, for its headers, that are not in pages of their own */

struct port {
    struct cos_channel channel;
    struct link_shape shapes[ETHER_CHANNELS];
    int fd;
    bool open;
    struct napi_struct napi;
    struct sk_buff_head backlog;
};

struct setup {
    unsigned int link, mtu;
};

struct interface { /* the driver's private data of ours */
    unsigned int link;
    struct port *port;
};

static struct port *port_of(struct uml_net_private *private)
{
    return ((struct interface *)private->user)->port;
}

/* Named from the owner's side. */
static struct link_channel *out_of(struct port *port)
{
    return &port->channel.link.channels[port->channel.config.owner ? ETHER_SEND : ETHER_RECEIVE];
}

static struct link_channel *in_of(struct port *port)
{
    return &port->channel.link.channels[port->channel.config.owner ? ETHER_RECEIVE : ETHER_SEND];
}

/* ---- Frames out; interrupts are off ---- */

/* Linux has counted it as sent; it was not, or the other side alone knows. */
static void count_as_dropped(struct port *port, u64 bytes)
{
    struct net_device_stats *stats = &port->napi.dev->stats;

    stats->tx_packets--;
    stats->tx_bytes -= bytes;
    stats->tx_dropped++;
}

static void take_back(struct port *port)
{
    struct link_done done;

    while (link_reap(out_of(port), &done) == LINK_OK) {
        if (done.status != 0)
            count_as_dropped(port, done.cookie);
        link_give(out_of(port), done.buffer);
    }
}

/* The other side does not tell of buffers that it gives back while there are others. */
static int take(struct port *port)
{
    int buffer = link_take(out_of(port));

    if (likely(buffer >= 0))
        return buffer;
    take_back(port);
    return link_take(out_of(port));
}

/* False: there is no buffer, or no side to send to. */
static bool submit(struct port *port, struct sk_buff *frame)
{
    int buffer = take(port);
    struct link_request request = {.buffer = buffer, .length = frame->len, .kind = ETHER_FRAME};

    if (buffer < 0)
        return false;
    skb_copy_and_csum_dev(frame, link_buffer(out_of(port), buffer));
    if (link_submit(out_of(port), &request, frame->len) == LINK_OK)
        return true;
    link_give(out_of(port), buffer);
    return false;
}

static void submit_backlog(struct port *port)
{
    struct sk_buff *frame;

    while ((frame = skb_peek(&port->backlog)) && submit(port, frame)) {
        __skb_unlink(frame, &port->backlog);
        dev_consume_skb_irq(frame);
    }
}

/* Waits for a buffer; from now on the other side tells of one. */
static void put_off(struct port *port, struct sk_buff *frame)
{
    bool first = skb_queue_empty(&port->backlog);

    __skb_queue_tail(&port->backlog, skb_get(frame));
    if (first && !link_sleep(&port->channel.link))
        cos_event_raise(port->channel.events);
}

/* Result: the frame's length, 0: it is lost. */
static int eth_write(int fd, struct sk_buff *frame, struct uml_net_private *private)
{
    struct port *port = port_of(private);
    int bytes = frame->len;

    if (!skb_queue_empty(&port->backlog) || !submit(port, frame)) {
        if (skb_queue_len(&port->backlog) == BACKLOG)
            bytes = 0;
        else
            put_off(port, frame);
    }
    if (!netdev_xmit_more())
        link_flush(&port->channel.link);
    return bytes;
}

/* ---- Frames in ---- */

/* Of the driver's interrupt, which never comes. */
static int eth_read(int fd, struct sk_buff *frame, struct uml_net_private *private)
{
    return 0;
}

/* A frame of more than a page, in pages: several in a row are hard to find in a small VM. NULL:
 * there is no memory. */
static struct sk_buff *copy_long_frame(const void *bytes, unsigned int length)
{
    int error;
    struct sk_buff *frame = alloc_skb_with_frags(HEAD, length - HEAD, 0, &error, GFP_ATOMIC);

    if (!frame)
        return NULL;
    skb_put(frame, HEAD);
    frame->data_len = length - HEAD;
    frame->len = length;
    skb_store_bits(frame, 0, bytes, length);
    return frame;
}

/* NULL: it is not one, or there is no memory. */
static struct sk_buff *copy_frame(struct port *port, const struct link_request *request)
{
    const void *bytes = link_buffer(in_of(port), request->buffer);
    struct sk_buff *frame = NULL;

    if (request->kind != ETHER_FRAME || request->length - ETH_HLEN > port->napi.dev->max_mtu)
        return NULL;
    if (request->length > SKB_WITH_OVERHEAD(PAGE_SIZE) - NET_SKB_PAD - NET_IP_ALIGN)
        return copy_long_frame(bytes, request->length);
    frame = napi_alloc_skb(&port->napi, request->length);
    if (frame)
        skb_put_data(frame, bytes, request->length);
    return frame;
}

/* The next good frame; NULL: there is none. */
static struct sk_buff *take_frame(struct port *port)
{
    struct net_device *dev = port->napi.dev;
    const struct link_request *request;
    struct sk_buff *frame = NULL;
    unsigned long flags;

    local_irq_save(flags);
    while (!frame && link_next(in_of(port), &request) == LINK_OK) {
        frame = copy_frame(port, request);
        link_complete(in_of(port), request->buffer, frame ? 0 : -COS_EINVAL, 0);
        dev->stats.rx_dropped += !frame;
    }
    local_irq_restore(flags);
    return frame;
}

/* From now on the other side rings again, unless more has come meanwhile. */
static void end_poll(struct port *port)
{
    unsigned long flags;

    local_irq_save(flags);
    port->channel.polled = false;
    if (!link_sleep(&port->channel.link))
        cos_event_raise(port->channel.events);
    local_irq_restore(flags);
}

static int eth_poll(struct napi_struct *napi, int budget)
{
    struct port *port = container_of(napi, struct port, napi);
    struct net_device *dev = napi->dev;
    struct sk_buff *frame;
    int count = 0;

    while (count < budget && (frame = take_frame(port))) {
        dev->stats.rx_bytes += frame->len;
        dev->stats.rx_packets++;
        frame->protocol = eth_type_trans(frame, dev);
        napi_gro_receive(napi, frame);
        count++;
    }
    if (count < budget && napi_complete_done(napi, count))
        end_poll(port);
    return count;
}

/* ---- The link ---- */

/* Frames on their way may be lost, as on a wire. */
static void eth_lost(struct cos_channel *channel, bool broken)
{
    struct port *port = container_of(channel, struct port, channel);
    struct sk_buff *frame;
    struct link_done lost;

    while (link_reclaim(out_of(port), &lost) == LINK_OK) {
        count_as_dropped(port, lost.cookie);
        link_give(out_of(port), lost.buffer);
    }
    while ((frame = __skb_dequeue(&port->backlog))) {
        count_as_dropped(port, frame->len);
        dev_kfree_skb_irq(frame);
    }
}

static void eth_serve(struct cos_channel *channel, struct uml_pt_regs *regs)
{
    struct port *port = container_of(channel, struct port, channel);
    const struct link_request *request;

    take_back(port);
    submit_backlog(port);
    link_flush(&channel->link);
    if (!port->open) {
        while (link_next(in_of(port), &request) == LINK_OK)
            link_complete(in_of(port), request->buffer, 0, 0);
    } else if (!channel->polled) {
        channel->polled = true;
        irq_enter();
        napi_schedule(&port->napi);
        irq_exit();
    }
}

/* ---- What the driver calls ---- */

/*
 * As on Linux hosts: sets the pointers behind `str`, up to a NULL, to its parts between commas;
 * result: the rest.
 */
char *split_if_spec(char *str, ...)
{
    char **part, *rest = str;
    va_list parts;

    va_start(parts, str);
    while (rest && *rest && (part = va_arg(parts, char **))) {
        char *start = strsep(&rest, ",");

        if (*start)
            *part = start;
    }
    va_end(parts);
    return rest && *rest ? rest : NULL;
}

/* LINK,MAC,MTU: the usual one is left out */
static int eth_setup(char *text, char **mac, void *data)
{
    struct setup *setup = data;
    char *link = "", *mtu = __stringify(ETHER_MTU);

    split_if_spec(text, &link, mac, &mtu, NULL);
    return kstrtouint(link, 10, &setup->link) == 0 && kstrtouint(mtu, 10, &setup->mtu) == 0;
}

static struct net_user_info user;

/* Checksums are made on the way into the link, while data is copied. */
static void eth_init(struct net_device *dev, void *data)
{
    struct uml_net_private *private = netdev_priv(dev);
    const struct setup *setup = data;

    ((struct interface *)private->user)->link = setup->link;
    dev->max_mtu = setup->mtu;
    user.mtu = setup->mtu; /* from where the driver takes it for the same device next */
    dev->hw_features = NETIF_F_SG | NETIF_F_HW_CSUM;
    dev->features |= dev->hw_features;
}

static int eth_begin(void *data, void *dev)
{
    struct interface *interface = data;
    const struct link_shape shapes[] = ETHER_SHAPES(cos_link_bytes(interface->link));
    struct port *port = kzalloc(sizeof *port, GFP_KERNEL);
    int error;

    if (!port)
        return -ENOMEM;
    memcpy(port->shapes, shapes, sizeof shapes);
    port->channel.lazy = true;
    port->channel.lost = eth_lost;
    port->channel.serve = eth_serve;
    port->fd = COS_FD_CHANNEL(interface->link);
    skb_queue_head_init(&port->backlog);
    error = cos_channel_open(&port->channel, interface->link, port->shapes, ETHER_CHANNELS);
    if (error) {
        pr_err("%s: link %u cannot be used, error %d\n", netdev_name(dev), interface->link, -error);
        kfree(port);
        return error;
    }
    netif_napi_add(dev, &port->napi, eth_poll);
    interface->port = port;
    return 0;
}

/* An open interface takes what is there already. */
static void set_open(struct port *port, bool open)
{
    unsigned long flags;

    local_irq_save(flags);
    port->open = open;
    port->channel.polled = false;
    cos_event_raise(port->channel.events);
    local_irq_restore(flags);
}

static int eth_open(void *data)
{
    struct port *port = ((struct interface *)data)->port;

    napi_enable(&port->napi);
    set_open(port, true);
    return port->fd;
}

static void eth_close(int fd, void *data)
{
    struct port *port = ((struct interface *)data)->port;

    if (system_state > SYSTEM_RUNNING) /* no process can wait any more */
        return;
    napi_disable(&port->napi);
    set_open(port, false);
}

static struct net_user_info user = {
    .init = eth_begin,
    .open = eth_open,
    .close = eth_close,
    .max_packet = ETH_FRAME_LEN, /* of its interrupt */
};

static const struct net_kern_info kern = {
    .init = eth_init,
    .protocol = eth_protocol,
    .read = eth_read,
    .write = eth_write,
};

static struct transport transport = {
    .list = LIST_HEAD_INIT(transport.list),
    .name = "cos",
    .setup = eth_setup,
    .user = &user,
    .kern = &kern,
    .private_size = sizeof(struct interface),
    .setup_size = sizeof(struct setup),
};

static int __init register_cos(void)
{
    register_transport(&transport);
    return 0;
}
late_initcall(register_cos);
