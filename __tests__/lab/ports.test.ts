import { createServer } from "node:net";
import { Ports } from "../../lab/ports";

/** Takes a port as another server would. */
const listen = (port: number) =>
  new Promise<{ port: number; close: () => void }>((resolve) => {
    const server = createServer().listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve({
        port: typeof address === "object" && address !== null ? address.port : 0,
        close: () => server.close(),
      });
    });
  });

test("the usual port where it is free, another where it is taken or was picked before", async () => {
  const { port, close } = await listen(0);
  expect(await new Ports({}).pick(port)).not.toBe(port);
  close();
  const ports = new Ports({});
  expect(await ports.pick(port)).toBe(port);
  expect(await ports.pick(port)).not.toBe(port);
});

test("LAB_PORTS=any: never the usual one", async () => {
  const { port, close } = await listen(0);
  close();
  expect(await new Ports({ LAB_PORTS: "any" }).pick(port)).not.toBe(port);
});

test("each port once, and none that an outgoing connection may get", async () => {
  const ports = new Ports({});
  const picked = await Promise.all(Array.from({ length: 200 }, () => ports.pick()));
  expect(new Set(picked).size).toBe(200);
  expect(Math.max(...picked)).toBeLessThan(32_768);
});
