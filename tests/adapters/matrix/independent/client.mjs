// An encrypted Matrix client that shares no code with the bot: the Rust crypto that Element stands on, without a window.
// It is told what to do, and answers, a line of JSON each: {"id", "do", …} and {"id", "value"} or {"id", "error"}.
// It ends when it is told to stop, or when nobody can tell it anything any more.
//
// node client.mjs FOLDER    where FOLDER is the one with node_modules

import { Console } from "node:console";
import { createInterface } from "node:readline";

import { load } from "./modules.mjs";

globalThis.console = new Console(process.stderr, process.stderr); // standard output is for answers alone
console.debug = console.info = console.log = () => {};

const sdk = await load("matrix-js-sdk");
const api = await load("matrix-js-sdk/lib/crypto-api/index.js");

const TIMELINE = 200;

let client;
let password;

const crypto = () => client.getCrypto();

const roomOf = (id) => {
  const room = client.getRoom(id);
  if (!room) throw new Error(`this client knows no room ${id}`);
  return room;
};

const until = (emitter, event, isSo) =>
  new Promise((resolve) => {
    const look = (...args) => {
      if (!isSo(...args)) return;
      emitter.off(event, look);
      resolve();
    };
    emitter.on(event, look);
  });

const shieldOf = async (event) => {
  const info = await crypto().getEncryptionInfoForEvent(event);
  if (!info || info.shieldColour === api.EventShieldColour.NONE) return null;
  const colour = api.EventShieldColour[info.shieldColour];
  return info.shieldReason === null ? colour : `${colour} ${api.EventShieldReason[info.shieldReason]}`;
};

const shown = async (event) => {
  await client.decryptEventIfNeeded(event);
  return {
    id: event.getId(),
    sender: event.getSender(),
    type: event.getType(),
    content: event.getOriginalContent(),
    encrypted: event.isEncrypted(),
    redacted: event.isRedacted(),
    failure: event.isDecryptionFailure() ? `${event.decryptionFailureReason}` : null,
    shield: await shieldOf(event),
  };
};

// The encryption learns of a room a moment after the client does; before that, it would send nothing.
const configured = async (id) => {
  for (;;) {
    const room = client.getRoom(id);
    if (room?.getMyMembership() === "join") {
      const isEncrypted = room.getLiveTimeline().getState("f").getStateEvents("m.room.encryption", "") !== null;
      if (!isEncrypted || (await crypto().isEncryptionEnabledInRoom(id))) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const send = async (room, type, content) => {
  await configured(room);
  return (await client.sendEvent(room, type, content)).event_id;
};

const DOING = {
  async login({ homeserver, user, password: given }) {
    const login = await sdk.createClient({ baseUrl: homeserver }).loginRequest({
      type: "m.login.password",
      identifier: { type: "m.id.user", user },
      password: given,
    });
    password = given;
    client = sdk.createClient({
      baseUrl: homeserver,
      userId: login.user_id,
      deviceId: login.device_id,
      accessToken: login.access_token,
    });
    await client.initRustCrypto({ useIndexedDB: false });
    return { user: login.user_id, device: login.device_id };
  },

  async start() {
    const isReady = until(client, sdk.ClientEvent.Sync, (state) => state === sdk.SyncState.Prepared);
    await client.startClient({ initialSyncLimit: TIMELINE });
    await isReady;
  },

  // Its own cross-signing: without it, it could send nothing to whoever takes keys from signed devices alone.
  async bootstrap() {
    await crypto().bootstrapCrossSigning({
      setupNewCrossSigning: true,
      authUploadDeviceSigningKeys: (upload) =>
        upload({
          type: "m.login.password",
          identifier: { type: "m.id.user", user: client.getUserId() },
          password,
        }),
    });
  },

  async isolation({ on }) {
    crypto().setDeviceIsolationMode(
      on ? new api.OnlySignedDevicesIsolationMode() : new api.AllDevicesIsolationMode(false),
    );
  },

  async create({ name, invite, encrypted }) {
    const encryption = { type: "m.room.encryption", state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
    const { room_id: id } = await client.createRoom({
      name,
      invite,
      preset: "private_chat",
      initial_state: encrypted ? [encryption] : [],
    });
    const isKnown = () => client.getRoom(id)?.getMyMembership() === "join";
    if (!isKnown()) await until(client, sdk.ClientEvent.Room, isKnown);
    return id;
  },

  async join({ room }) {
    await client.joinRoom(room);
  },

  async members({ room }) {
    return Object.fromEntries(roomOf(room).getMembers().map((member) => [member.userId, member.membership]));
  },

  async send({ room, content }) {
    return send(room, "m.room.message", content);
  },

  async edit({ room, event, text }) {
    const content = { msgtype: "m.text", body: text, "m.mentions": {} };
    return send(room, "m.room.message", {
      ...content,
      body: `* ${text}`,
      "m.new_content": content,
      "m.relates_to": { rel_type: "m.replace", event_id: event },
    });
  },

  async react({ room, event, key }) {
    return send(room, "m.reaction", { "m.relates_to": { rel_type: "m.annotation", event_id: event, key } });
  },

  async redact({ room, event }) {
    return (await client.redactEvent(room, event)).event_id;
  },

  async events({ room }) {
    const events = roomOf(room).getLiveTimeline().getEvents();
    return Promise.all(events.filter((event) => !event.isState() && !event.status).map(shown));
  },

  // Who an account is to this one, and for each of its devices whether its owner signed it.
  async account({ user }) {
    const status = await crypto().getUserVerificationStatus(user);
    const devices = (await crypto().getUserDeviceInfo([user], true)).get(user) ?? new Map();
    const signed = {};
    for (const id of devices.keys()) {
      signed[id] = (await crypto().getDeviceVerificationStatus(user, id))?.signedByOwner ?? false;
    }
    return {
      has_cross_signing: await crypto().userHasCrossSigningKeys(user, true),
      is_known: status.known,
      needs_approval: status.needsUserApproval,
      is_verified: status.isVerified(),
      devices: signed,
    };
  },

  async stop() {
    client.stopClient();
  },
};

const say = (line) => new Promise((resolve) => process.stdout.write(`${JSON.stringify(line)}\n`, resolve));

const lines = createInterface({ input: process.stdin });
lines.on("close", () => process.exit(0)); // also in the middle of something

for await (const line of lines) {
  const { id, do: verb, ...given } = JSON.parse(line);
  try {
    await say({ id, value: (await DOING[verb](given)) ?? null });
  } catch (error) {
    console.error(error);
    await say({ id, error: `${verb}: ${error?.message ?? error}` });
  }
  if (verb === "stop") break; // which closes the lines
}
