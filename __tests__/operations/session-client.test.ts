import { SessionClient } from "../../operations/clients/session-client";

/** Node stands for `boundary`: it ends as if its handshake was lost. */
const client = new SessionClient(process.execPath, "https://127.0.0.1:1", undefined);

/** A session that is pending for so many questions. */
function session(pendings: number) {
  let asked = 0;
  return { id: "s_1234567890", authorizationToken: "none", secret: {}, pending: async () => asked++ < pendings };
}

test.each([
  [0, 0],
  [1, 1],
  [3, 3],
  [100, 4],
])("a session that is pending for %d questions is tried again %d times", async (pendings, retries) => {
  const result = await client.through(session(pendings), "psql", { args: [] });
  expect(result).toMatchObject({ code: 1, retries });
});
