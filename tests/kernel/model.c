/* SPDX-License-Identifier: BSD-2-Clause */
#include "model_parts.h"

#include <string.h>

#include "cos/boot.h"
#include "machine.h"

struct model model;

struct model_object *object(int i)
{
    return &model.object[i];
}

int acting(void)
{
    return model.call[model.depth].component;
}

bool schedules(int component)
{
    return component == MODEL_BOOT || object(component)->flags & COS_COMP_NOINTR;
}

bool alive(int component, uint64_t serial)
{
    return object(component)->serial == serial && !object(component)->dead;
}

struct model_object *object_make(int i, uint8_t type)
{
    struct model_object *o = object(i);
    *o = (struct model_object){
        .type = type, .serial = ++model.serials, .parent = NOTHING, .root = NOTHING};
    for (int n = 0; n < 512; n++)
        o->child[n] = NOTHING;
    for (int n = 0; n < MODEL_NODES; n++)
        o->node[n] = NOTHING;
    return o;
}

struct model_cap *model_slot(int component, uint64_t slot)
{
    if (slot >= MODEL_SLOTS || object(component)->node[slot / COS_NODE_SLOTS] == NOTHING)
        return NULL;
    return &object(object(component)->node[slot / COS_NODE_SLOTS])->slot[slot % COS_NODE_SLOTS];
}

struct model_cap *need(uint64_t slot, uint8_t type, uint8_t rights)
{
    struct model_cap *c = model_slot(acting(), slot);
    return c && c->type && (!type || c->type == type) && (c->rights & rights) == rights ? c : NULL;
}

void model_boot(uint64_t ram, uint64_t ram_pages, uint64_t device_pages)
{
    memset(&model, 0, sizeof model);
    model.ram = ram;
    model.ram_pages = ram_pages;
    for (int i = 0; i < MODEL_OBJECTS; i++)
        model.object[i].parent = NOTHING;
    struct model_object *comp = object_make(MODEL_BOOT, COS_FRAME_COMP);
    struct model_object *root = object_make(MODEL_BOOT + 1, COS_FRAME_PAGETABLE);
    struct model_object *node = object_make(MODEL_BOOT + 2, COS_FRAME_CAPNODE);
    comp->root = MODEL_BOOT + 1;
    comp->node[0] = MODEL_BOOT + 2;
    root->level = 4;
    node->parent = MODEL_BOOT;
    model.call[0].component = MODEL_BOOT;
    model.call[0].serial = comp->serial;
    const uint8_t all = COS_RIGHT_ALL;
    node->slot[COS_BOOT_SLOT_COMP] = (struct model_cap){
        .type = COS_CAP_COMP, .rights = all, .object = MODEL_BOOT};
    node->slot[COS_BOOT_SLOT_PT] = (struct model_cap){
        .type = COS_CAP_PAGETABLE, .rights = all, .object = MODEL_BOOT + 1};
    node->slot[COS_BOOT_SLOT_RAM] = (struct model_cap){.type = COS_CAP_REGION,
                                                       .rights = all,
                                                       .object = NOTHING,
                                                       .first = ram,
                                                       .extent = ram_pages};
    node->slot[COS_BOOT_SLOT_DEVICE] = (struct model_cap){.type = COS_CAP_REGION,
                                                          .rights = all,
                                                          .device = true,
                                                          .object = NOTHING,
                                                          .extent = device_pages};
    node->slot[COS_BOOT_SLOT_PORTS] = (struct model_cap){
        .type = COS_CAP_PORTS, .rights = all, .object = NOTHING, .extent = 0xffff};
}

static void count_leaf(const struct model_object *leaf, unsigned refs[MODEL_OBJECTS])
{
    for (const struct model_mapping *m = leaf->page; m < leaf->page + 512; m++)
        if (m->rights && !m->device && m->frame - model.ram < MODEL_PAGES)
            refs[m->frame - model.ram]++;
}

void model_refs(unsigned refs[MODEL_OBJECTS])
{
    memset(refs, 0, MODEL_OBJECTS * sizeof *refs);
    for (int o = 0; o < MODEL_OBJECTS; o++) {
        if (object(o)->type == COS_FRAME_COMP)
            refs[object(o)->root]++;
        if (object(o)->type == COS_FRAME_PAGETABLE && object(o)->level == 1)
            count_leaf(object(o), refs);
    }
}

unsigned refs_of(int i)
{
    unsigned refs[MODEL_OBJECTS];
    model_refs(refs);
    return refs[i];
}

/* Empties all slots that hold a capability to the object, except `but`. */
void void_caps(int i, const struct model_cap *but)
{
    for (int o = 0; o < MODEL_OBJECTS; o++) {
        struct model_object *holder = object(o);
        for (int s = 0; holder->type == COS_FRAME_CAPNODE && s < COS_NODE_SLOTS; s++)
            if (holder->slot[s].type && holder->slot[s].object == i && &holder->slot[s] != but)
                holder->slot[s].type = COS_CAP_NONE;
        if (holder->type == COS_FRAME_COMP && holder->fault_gate.object == i)
            holder->fault_gate.type = COS_CAP_NONE;
        if (holder->type == COS_FRAME_COMP && holder->fault_event.object == i)
            holder->fault_event.type = COS_CAP_NONE;
    }
}

void object_end(int i)
{
    struct model_object *o = object(i);
    void_caps(i, NULL);
    for (int n = 0; n < MODEL_OBJECTS; n++)
        if (object(n)->parent == i)
            object(n)->parent = NOTHING;
    if (o->parent != NOTHING && o->type == COS_FRAME_PAGETABLE)
        object(o->parent)->child[o->place] = NOTHING;
    if (o->parent != NOTHING && o->type == COS_FRAME_CAPNODE)
        object(o->parent)->node[o->place] = NOTHING;
    o->type = COS_FRAME_FREE;
    o->serial = ++model.serials;
    o->parent = NOTHING;
}

/* Makes the running thread leave components that have died. */
bool unwind(void)
{
    bool left = false;
    while (!alive(model.call[model.depth].component, model.call[model.depth].serial)) {
        model.depth--;
        left = true;
    }
    return left;
}
