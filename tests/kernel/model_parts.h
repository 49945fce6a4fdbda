/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the reference: what it knows of objects. */
#ifndef MODEL_PARTS_H
#define MODEL_PARTS_H

#include "model.h"

struct model_object *object(int i);
/* The component that runs. */
int acting(void);
bool schedules(int component);
bool alive(int component, uint64_t serial);
struct model_object *object_make(int i, uint8_t type);
void object_end(int i);
/* The capability in a slot of the acting component, of that type, if any is named, with those
 * rights. */
struct model_cap *need(uint64_t slot, uint8_t type, uint8_t rights);
unsigned refs_of(int i);
/* Empties all slots that hold a capability to the object, but for one. */
void void_caps(int i, const struct model_cap *but);
/* The running thread leaves components that have died. Whether it has left any. */
bool unwind(void);

#endif
