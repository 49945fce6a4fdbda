/* SPDX-License-Identifier: BSD-2-Clause */
/* The components that a manifest's disks and switches make, and the grants of these and of the VMs.
 * Usage: test_services FIXTURES */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <block.h>
#include <blockd.h>
#include <cos/abi.h>
#include <cos/start.h>
#include <ether.h>
#include <netswitch.h>

#include "base/files.h"
#include "system/system.h"

static const char manifest_text[] =
    "system: s\n"
    "switches: {lan: {uplink: nic1, queue: 64K, restart: {max: 100/min}}, back: {restart: never}}\n"
    "disks: {data: {image: data.img, size: 4M}, seed: {image: seed.img, readonly: yes}}\n"
    "vms:\n"
    "  a:\n    guest: native\n    program: fixture_static.elf\n    links: [b+4K]\n"
    "    net: {back: {address: 10.1.0.1/16, to: b, rate: 1M}, lan: 10.0.2.15/24}\n    disks: {x: "
    "seed, y: data}\n"
    "  b:\n    guest: native\n    program: fixture_static.elf\n    net: {back: {address: "
    "10.1.0.2/16, address6: 'fd00::2/64'}}\n    "
    "disks: {z: seed, w: {disk: data, mode: ro}}\n";

/* Indices in the image. */
enum { A = EVM_NATIVE, B, BLOCK, DATA, SEED, LAN, UPLINK, BACK, DEVICES };

#define SELDOM                            \
    {                                     \
        EVM_RESTART_NEVER, 100, 10, 60000 \
    }
#define USUAL                             \
    {                                     \
        EVM_RESTART_ALWAYS, 10, 10, 60000 \
    }

struct expected {
    const char *name, *channels;   /* as channels_of() writes them */
    uint32_t links[8], signals[8]; /* receivers; 0 ends the list */
    uint64_t pci;                  /* ids, 0: none */
    uint64_t pci_index;
    struct evm_restart restart;
    uint64_t memory; /* bytes, 0: not checked */
};

static const struct expected components[] = {
    [A - A] = {"a",
               "link:b/0=0 eth:back/0=1 eth:lan/1=2 disk:x/0=3 disk:y/1=4",
               {B, BACK, LAN, SEED, BLOCK},
               {B, BACK, LAN, SEED, BLOCK},
               0,
               0,
               SELDOM},
    [B - A] = {"b",
               "eth:back/0=0 disk:z/0=1 disk:w/1=2 link:a/0=3",
               {BACK, SEED, BLOCK},
               {BACK, SEED, BLOCK, A},
               0,
               0,
               SELDOM},
    [BLOCK - A] = {"data.block", "", {DATA}, {DATA, A, B}, 0, 0, USUAL},
    [DATA - A] = {"data.disk", "", {0}, {BLOCK}, VIRTIO_BLK, 0, USUAL},
    [SEED - A] = {"seed.disk", "", {0}, {A, B}, VIRTIO_BLK, 1, USUAL},
    [LAN - A] = {"lan.switch",
                 "",
                 {UPLINK},
                 {UPLINK, A},
                 0,
                 0,
                 {EVM_RESTART_ALWAYS, 10, 100, 60000},
                 (20 << 10) + (64 << 10)},
    [UPLINK -
        A] = {"lan.uplink", "", {0}, {LAN}, VIRTIO_NET, 1, {EVM_RESTART_ALWAYS, 10, 100, 60000}},
    [BACK - A] = {"back.switch",
                  "",
                  {0},
                  {A, B},
                  0,
                  0,
                  {EVM_RESTART_NEVER, 10, 10, 60000},
                  (20 << 10) + 2 * (256 << 10)},
    [DEVICES - A] =
        {"machine.devices", "", {0}, {0}, 0, 0, {EVM_RESTART_ALWAYS, 10, 1000, 60000}, 8 << 10},
};

/* Returns the VM's channels as one text: KIND:NAME/UNIT=INDEX, with the MTU unless it is the usual
 * one. Each Ethernet address must be a local one. */
static char *channels_of(const struct vm *vm)
{
    static const char *const kinds[] = {
        [EVM_CHANNEL_ETHER] = "eth", [EVM_CHANNEL_ETHER_LENT] = "eth-lent",
        [EVM_CHANNEL_DISK] = "disk", [EVM_CHANNEL_DISK_LENT] = "disk-lent",
        [EVM_CHANNEL_LINK] = "link", [EVM_CHANNEL_RNG] = "rng"};
    struct buffer result = {0};

    for (uint32_t i = 0; i < vm->channel_count; i++) {
        const struct evm_channel *channel = &vm->channels[i];
        bool ether = channel->kind <= EVM_CHANNEL_ETHER_LENT;

        buffer_format(&result, "%s%s%s:%s/%u=%u", i ? " " : "", kinds[channel->kind],
                      channel->read_only ? "-ro" : "", channel->name, channel->unit,
                      channel->index);
        if (ether && channel->mtu != ETHER_MTU)
            buffer_format(&result, " mtu=%u", channel->mtu);
        assert_int_equal(channel->address[0], channel->kind == EVM_CHANNEL_ETHER ? 2 : 0);
        assert_true(ether || channel->mtu == 0);
    }
    buffer_extend(&result, 1);
    return result.data;
}

static void check_grants(const struct vm *vm, const struct expected *expected)
{
    uint32_t links = 0, signals = 0;

    for (uint32_t i = 0; i < vm->grant_count; i++) {
        const struct evm_grant *grant = &vm->grants[i];

        if (grant->type == EVM_GRANT_LINK) {
            assert_int_equal(grant->a, expected->links[links++]);
            if (grant->a == LAN || grant->a == BACK || grant->a == UPLINK)
                assert_int_equal(grant->b, ETHER_LINK_BYTES / COS_PAGE_SIZE);
            else if (grant->a != B)
                assert_int_equal(grant->b, BLOCK_LINK_BYTES / COS_PAGE_SIZE);
        } else if (grant->type == EVM_GRANT_SIGNAL) {
            assert_int_equal(grant->a, expected->signals[signals++]);
        } else if (grant->type == EVM_GRANT_CALL) { /* of the component that handles devices */
            assert_int_equal(grant->slot, COS_SLOT_DEVICES);
            assert_int_equal(grant->a, DEVICES);
            assert_true(expected->pci);
        } else {
            assert_int_equal(grant->type, EVM_GRANT_PCI);
            assert_int_equal(grant->a, expected->pci);
            assert_int_equal(grant->b, expected->pci_index);
        }
    }
    assert_int_equal(expected->links[links], 0);
    assert_int_equal(expected->signals[signals], 0);
}

static void test_components(void **state)
{
    struct diag diag = {.file = "m.yaml"};
    struct system system = {0};

    (void)state;
    system_load(&diag, &system);
    diag_print(&diag, stderr);
    assert_int_equal(diag.count, 0);
    assert_int_equal(system.manifest->vm_count, COUNT(components));
    for (uint32_t i = 0; i < COUNT(components); i++) {
        const struct vm *vm = &system.manifest->vms[i];
        char *channels = channels_of(vm);
        bool added = i >= BLOCK - A;

        assert_string_equal(vm->name, components[i].name);
        assert_int_equal(vm->args.count, 0);
        assert_string_equal(channels, components[i].channels);
        assert_int_equal(vm->service, added);
        assert_int_equal(vm->cpu.urgency >= VM_PRIORITY_SERVICE, added);
        assert_memory_equal(&vm->restart.policy, &components[i].restart,
                            sizeof(struct evm_restart));
        check_grants(vm, &components[i]);
        if (components[i].memory)
            assert_int_equal(vm->memory_bytes, components[i].memory);
        free(channels);
    }
    system_free(&system);
    diag_free(&diag);
}

/* ---- Configurations of services, byte by byte ---- */

static const struct blockd_config data_config = {
    .user_count = 2, .users = {{.name = "a:y", .writable = 1}, {.name = "b:w"}}};
static const struct netswitch_config
    lan_config = {.mtu = 1500,
                  .port_count = 2,
                  .ports = {{.name = "nic1"}, {.name = "a", .ip = 0x0a00020f, .peers = 1 << 0}}},
    back_config = {.mtu = 1500,
                   .port_count = 2,
                   .ports = {{.name = "a", .ip = 0x0a010001, .peers = 1 << 1, .rate = 1 << 20},
                             {.name = "b", .ip = 0x0a010002, .ip6 = {0xfd, [15] = 2}, .peers = 0}}};
static const struct ether_config uplink_config = {.mtu = 1500};

static void check_config(const struct vm *vm, const char *name, const void *config, size_t bytes)
{
    assert_string_equal(vm->config_name, name);
    assert_int_equal(vm->config.size, bytes);
    assert_memory_equal(vm->config.data, config, bytes);
}

static uint32_t count_told(const struct manifest *manifest, const uint8_t *address)
{
    uint32_t told = 0;

    for (uint32_t i = 0; i < manifest->vm_count; i++)
        for (uint32_t j = 0; j < manifest->vms[i].channel_count; j++) {
            const struct evm_channel *channel = &manifest->vms[i].channels[j];

            told += channel->kind == EVM_CHANNEL_ETHER &&
                    !memcmp(channel->address, address, ETHER_ADDRESS);
        }
    return told;
}

/* Each port has its own Ethernet address, which no vendor assigns; the VM is told the same one. */
static void check_switch(const struct manifest *manifest, uint32_t index,
                         const struct netswitch_config *expected)
{
    const struct vm *vm = &manifest->vms[index - A];
    struct netswitch_config config = *expected;

    assert_int_equal(vm->config.size, sizeof(config));
    for (uint32_t i = 0; i < config.port_count; i++) {
        struct netswitch_port_config *port = &config.ports[i];

        memcpy(port->address, ((struct netswitch_config *)vm->config.data)->ports[i].address,
               ETHER_ADDRESS);
        assert_int_equal(port->address[0], port->ip ? 2 : 0);
        assert_int_equal(count_told(manifest, port->address), port->ip ? 1 : 0);
    }
    check_config(vm, NETSWITCH_CONFIG, &config, sizeof(config));
}

static void test_configurations(void **state)
{
    struct diag diag = {.file = "m.yaml"};
    struct system system = {0};

    (void)state;
    system_load(&diag, &system);
    assert_int_equal(diag.count, 0);
    const struct manifest *manifest = system.manifest;

    check_config(&manifest->vms[BLOCK - A], BLOCKD_CONFIG, &data_config, sizeof(data_config));
    check_config(&manifest->vms[UPLINK - A], ETHER_CONFIG, &uplink_config, sizeof(uplink_config));
    check_switch(manifest, LAN, &lan_config);
    check_switch(manifest, BACK, &back_config);
    for (uint32_t i = 0; i < manifest->vm_count; i++)
        assert_int_equal(manifest->vms[i].config_name != NULL,
                         i + A == BLOCK || i + A == LAN || i + A == BACK || i + A == UPLINK);
    system_free(&system);
    diag_free(&diag);
}

/* A switch with long frames needs larger links and more memory for the driver, and tells all. */
static void check_mtu(uint32_t mtu, uint32_t link_kb, uint32_t switch_kb, uint32_t driver_kb,
                      const char *told)
{
    enum { SWITCH = 1, DRIVER };
    char *contents = text("system: s\nswitches: {lan: {uplink: nic0, mtu: %u}}\nvms:\n"
                          "  a: {guest: native, program: fixture_static.elf, net: {lan: "
                          "10.0.2.15/24}}\n",
                          mtu);
    struct diag diag = {.file = "mtu.yaml"};

    assert_true(file_write("mtu.yaml", contents, strlen(contents), 0644));
    struct manifest *manifest = manifest_load(&diag);

    diag_print(&diag, stderr);
    assert_int_equal(diag.count, 0);
    const struct vm *vms = manifest->vms;
    char *channels = channels_of(&vms[0]);
    char *expected = text("eth:lan/0=0%s%s", *told ? " " : "", told);

    assert_string_equal(channels, expected);
    assert_int_equal(((struct netswitch_config *)vms[SWITCH].config.data)->mtu, mtu);
    check_config(&vms[DRIVER], ETHER_CONFIG, &(struct ether_config){.mtu = mtu},
                 sizeof(struct ether_config));
    assert_int_equal(vms[SWITCH].memory_bytes, switch_kb << 10);
    assert_int_equal(vms[DRIVER].memory_bytes, driver_kb << 10);
    assert_int_equal(vms[0].grants[0].b * COS_PAGE_SIZE, link_kb << 10);
    assert_int_equal(vms[SWITCH].grants[0].b * COS_PAGE_SIZE, link_kb << 10);
    free(channels);
    free(expected);
    free(contents);
    manifest_free(manifest);
    diag_free(&diag);
}

static void test_mtu(void **state)
{
    (void)state;
    check_mtu(1500, 264, 20 + 256, 256, "");
    check_mtu(1280, 264, 20 + 256, 256, "mtu=1280");
    check_mtu(9000, 1144, 32 + 256, 256 + 440, "mtu=9000");
}

/* VMs that share the machine's source of entropy, beside one that goes without. */
static const char entropy_text[] =
    "system: s\n"
    "switches: {lan: {}}\n"
    "vms:\n"
    "  a: {guest: native, program: fixture_static.elf, rng: yes, net: {lan: {address: "
    "10.0.2.15/24, to: b}}}\n"
    "  b: {guest: native, program: fixture_static.elf, net: {lan: 10.0.2.16/24}}\n"
    "  c: {guest: native, program: fixture_static.elf, rng: yes}\n";

static uint32_t count_grants(const struct vm *vm, enum evm_grant_type type)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < vm->grant_count; i++)
        count += vm->grants[i].type == type;
    return count;
}

static void test_entropy(void **state)
{
    enum { C = EVM_NATIVE + 2, NET, RNG };
    struct diag diag = {.file = "entropy.yaml"};
    struct system system = {0};

    (void)state;
    system_load(&diag, &system);
    diag_print(&diag, stderr);
    assert_int_equal(diag.count, 0);
    const struct vm *vms = system.manifest->vms, *rng = &vms[RNG - EVM_NATIVE];

    assert_int_equal(system.manifest->vm_count, 6);
    assert_string_equal(rng->name, "machine.rng");
    assert_true(rng->service);
    assert_int_equal(rng->grant_count, 2);
    assert_int_equal(rng->grants[0].type, EVM_GRANT_PCI);
    assert_int_equal(rng->grants[1].type, EVM_GRANT_CALL);
    assert_string_equal(vms[rng->grants[1].a - EVM_NATIVE].name, "machine.devices");
    assert_true(vms[rng->grants[1].a - EVM_NATIVE].devices);
    assert_int_equal(rng->grants[0].a, VIRTIO_RNG);
    assert_int_equal(count_grants(&vms[B - A], EVM_GRANT_CALL), 0);
    assert_int_equal(count_grants(&vms[C - A], EVM_GRANT_CALL), 1);
    assert_int_equal(vms[C - A].grants[0].a, RNG);
    char *channels = channels_of(&vms[C - A]);

    assert_string_equal(channels, "rng:rng/0=40");
    free(channels);
    system_free(&system);
    diag_free(&diag);
}

/* VMs that drive devices in place of eVM's components: texts say the purpose of each of their
 * links. */
static const char lenders_text[] =
    "system: s\n"
    "switches: {lan: {uplink: nic1, driver: rk}}\n"
    "disks: {data: {image: data.img, size: 4M}, seed: {image: seed.img, readonly: yes, driver: "
    "rk}}\n"
    "vms:\n"
    "  rk: {guest: netbsd, pci: [\"8086:10d3\", \"1af4:1001\"], dma: trusted}\n"
    "  a: {guest: native, program: fixture_static.elf, net: {lan: 10.0.2.15/24}, disks: {x: data, "
    "y: seed}}\n"
    "  b: {guest: native, program: fixture_static.elf, disks: {z: seed}, cpu: {priority: 7}}\n";

/* The same, but the users of the disk share it by a service. */
static const char sharing_text[] =
    "system: s\n"
    "disks: {data: {image: data.img, size: 4M, driver: rk}}\n"
    "vms:\n"
    "  rk: {guest: netbsd, pci: \"1af4:1001\", dma: trusted}\n"
    "  a: {guest: native, program: fixture_static.elf, disks: {x: data}}\n"
    "  b: {guest: native, program: fixture_static.elf, disks: {z: {disk: data, mode: ro}}}\n";

/* Native VMs with links among them and with services; each side can find each link by name. */
static const char links_text[] =
    "system: s\n"
    "disks: {data: {image: data.img, size: 4M}}\n"
    "vms:\n"
    "  a: {guest: native, program: fixture_static.elf, links: [b+4K, c+8K], disks: {x: data}}\n"
    "  b: {guest: native, program: fixture_static.elf, links: [c+4K]}\n"
    "  c: {guest: native, program: fixture_static.elf, links: [a+4K, b+4K]}\n";

static void test_links(void **state)
{
    static const char *const expected[] = {
        "link:b/0=0 link:c/1=1 disk:x/0=2 link:c/2=3",
        "link:c/0=0 link:a/1=1 link:c/2=2",
        "link:a/0=0 link:b/1=1 link:a/2=2 link:b/3=3",
    };
    struct diag diag = {.file = "links.yaml"};
    struct manifest *manifest = manifest_load(&diag);

    (void)state;
    diag_print(&diag, stderr);
    assert_int_equal(diag.count, 0);
    for (uint32_t i = 0; i < COUNT(expected); i++) {
        char *channels = channels_of(&manifest->vms[i]);

        assert_string_equal(channels, expected[i]);
        free(channels);
    }
    manifest_free(manifest);
    diag_free(&diag);
}

struct lent {
    const char *file, *names[7], *channels; /* of all components; of the first, which lends */
    uint32_t signals[4];                    /* of that */
};

static void check_lender(const struct lent *lent)
{
    struct diag diag = {.file = lent->file};
    struct manifest *manifest = manifest_load(&diag);
    uint32_t found = 0;

    diag_print(&diag, stderr);
    assert_int_equal(diag.count, 0);
    for (uint32_t i = 0; i < manifest->vm_count; i++)
        assert_string_equal(manifest->vms[i].name, lent->names[i]);
    assert_null(lent->names[manifest->vm_count]);
    const struct vm *rk = &manifest->vms[0];
    char *channels = channels_of(rk);

    assert_true(rk->lends_disk && rk->service);
    assert_int_equal(rk->cpu.urgency, 200);
    assert_memory_equal(&rk->restart.policy, &components[DATA - A].restart,
                        sizeof(struct evm_restart));
    assert_string_equal(channels, lent->channels);
    for (uint32_t i = 0; i < rk->grant_count; i++)
        if (rk->grants[i].type == EVM_GRANT_SIGNAL)
            assert_int_equal(rk->grants[i].a, lent->signals[found++]);
    assert_int_equal(lent->signals[found], 0);
    free(channels);
    manifest_free(manifest);
    diag_free(&diag);
}

static void test_lenders(void **state)
{
    (void)state;
    check_lender(&(struct lent){"lenders.yaml",
                                {"rk", "a", "b", "data.disk", "lan.switch", "machine.devices"},
                                "disk-lent-ro:a/0=0 disk-lent-ro:b/1=1 eth-lent:lan/0=2",
                                {EVM_NATIVE + 1, EVM_NATIVE + 2, EVM_NATIVE + 4}});
    check_lender(&(struct lent){"sharing.yaml",
                                {"rk", "a", "b", "data.block", "machine.devices"},
                                "disk-lent:data.block/0=0",
                                {EVM_NATIVE + 3}});
}

/* Each name has its own address, and the same one in another system. */
static void test_addresses(void **state)
{
    struct manifest one = {.system = (char *)"one"}, two = {.system = (char *)"two"};
    uint8_t addresses[4][ETHER_ADDRESS];

    (void)state;
    ethernet_address(&one, "a/lan", addresses[0]);
    ethernet_address(&one, "b/lan", addresses[1]);
    ethernet_address(&two, "a/lan", addresses[2]);
    ethernet_address(&one, "a/lan", addresses[3]);
    assert_memory_equal(addresses[0], addresses[3], ETHER_ADDRESS);
    for (unsigned i = 0; i < 3; i++)
        assert_memory_not_equal(addresses[i], addresses[(i + 1) % 3], ETHER_ADDRESS);
}

int main(int argc, char *argv[])
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_components), cmocka_unit_test(test_configurations),
        cmocka_unit_test(test_mtu),        cmocka_unit_test(test_entropy),
        cmocka_unit_test(test_lenders),    cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_links)};
    char folder[] = "/tmp/evm-services-XXXXXX";
    char *program = argc == 2 ? text("%s/fixture_static.elf", argv[1]) : NULL;

    if (!program || !mkdtemp(folder) || chdir(folder) ||
        !file_copy_changed(program, "fixture_static.elf") ||
        !file_write("m.yaml", manifest_text, strlen(manifest_text), 0644) ||
        !file_write("entropy.yaml", entropy_text, strlen(entropy_text), 0644) ||
        !file_write("lenders.yaml", lenders_text, strlen(lenders_text), 0644) ||
        !file_write("links.yaml", links_text, strlen(links_text), 0644) ||
        !file_write("sharing.yaml", sharing_text, strlen(sharing_text), 0644) ||
        !file_write("seed.img", (char[BLOCK_SECTOR]){0}, BLOCK_SECTOR, 0644)) {
        fprintf(stderr, "usage: %s FIXTURES\n", argv[0]);
        return 1;
    }
    int failed = cmocka_run_group_tests_name("services of a system", tests, NULL, NULL);

    free(program);
    if (chdir("/") == 0)
        file_remove(folder);
    return failed != 0;
}
