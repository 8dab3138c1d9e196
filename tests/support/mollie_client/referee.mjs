// Mollie's own client runs the steps of the API that we use against our stand-in and checks every
// answer against its own schemas, so that the stand-in is known to be like Mollie.
//
//     node referee.mjs http://127.0.0.1:PORT/v2

import assert from "node:assert/strict";
import { Client } from "mollie-api-typescript";

const base = process.argv[2];
const client = new Client({
  serverURL: base.replace(/\/v2$/, ""),
  security: { apiKey: "test_standin" },
  retryConfig: { strategy: "none" },
});

let passed = 0;
async function step(title, body) {
  try {
    await body();
  } catch (error) {
    console.log(`FAILED ${title}: ${error.message}`);
    if (error.cause) console.log(String(error.cause));
    if (error.body) console.log(error.body);
    console.log(`${passed} passed, 1 failed`);
    process.exit(1);
  }
  passed += 1;
  console.log(`ok ${title}`);
}

async function refused(status, call) {
  try {
    await call();
  } catch (error) {
    assert.equal(error.statusCode, status, `${error}`);
    return error;
  }
  assert.fail(`not refused with ${status}`);
}

async function control(what, words) {
  const reply = await fetch(base.replace(/v2$/, `control/${what}`), {
    method: "POST",
    body: JSON.stringify(words),
  });
  assert.equal(reply.status, 200);
}

async function first(pages) {
  for await (const page of pages) return page.result;
}

const euro = (value) => ({ currency: "EUR", value });
let customer;
let mandate;

const recurring = (key, value, more = {}) =>
  client.payments.create({
    idempotencyKey: key,
    paymentRequest: {
      amount: euro(value),
      description: "Renewal 2026-12",
      redirectUrl: null,
      customerId: customer.id,
      mandateId: mandate,
      sequenceType: "recurring",
      metadata: { attempt: key },
      ...more,
    },
  });

await step("create a customer", async () => {
  customer = await client.customers.create({
    entityCustomer: { name: "Domotix BV", email: "si1@example.org" },
  });
  assert.match(customer.id, /^cst_/);
});

await step("a new customer has no mandate", async () => {
  const page = await first(await client.mandates.list({ customerId: customer.id }));
  assert.equal(page.count, 0);
});

await step("first payment leads to a page and then to a mandate", async () => {
  const payment = await client.payments.create({
    paymentRequest: {
      amount: euro("0.01"),
      description: "Card test",
      redirectUrl: "https://firm.example/thanks",
      customerId: customer.id,
      sequenceType: "first",
      method: "creditcard",
    },
  });
  assert.equal(payment.status, "open");
  assert.match(payment.links.checkout.href, /^https:/);
  await control("visit", { payment: payment.id, status: "paid" });
  const paid = await client.payments.get({ paymentId: payment.id });
  assert.equal(paid.status, "paid");
  mandate = paid.mandateId;
  const read = await client.mandates.get({ customerId: customer.id, mandateId: mandate });
  assert.equal(read.status, "valid");
  assert.equal(read.details.cardNumber, "4242");
  assert.ok(read.scopes.includes("customer-not-present"));
});

await step("recurring charge, and its replay with the same key", async () => {
  const payment = await recurring("key-1", "96.80");
  assert.equal(payment.status, "paid");
  assert.deepEqual(payment.metadata, { attempt: "key-1" });
  assert.equal((await recurring("key-1", "96.80")).id, payment.id);
});

await step("the same key with another body is 400", async () => {
  await refused(400, () => recurring("key-1", "50.00"));
});

await step("a declined card", async () => {
  const payment = await recurring("key-2", "1007.00");
  assert.equal(payment.status, "failed");
  assert.equal(payment.details.failureReason, "insufficient_funds");
});

await step("an unknown mandate is 422 and an unknown payment 404", async () => {
  await refused(422, () => recurring("key-3", "10.00", { mandateId: "mdt_unknown" }));
  await refused(404, () => client.payments.get({ paymentId: "tr_unknown" }));
});

await step("paging", async () => {
  for (let i = 0; i < 5; i += 1) await recurring(`page-${i}`, "1.00");
  const seen = [];
  const pages = await client.customers.listPayments({ customerId: customer.id, limit: 3 });
  for await (const page of pages)
    seen.push(...page.result.embedded.payments.map((payment) => payment.id));
  assert.equal(seen.length, 8);
  assert.equal(new Set(seen).size, 8);
});

await step("refunds and chargebacks", async () => {
  const payment = await recurring("key-4", "20.00");
  const refund = await client.refunds.create({
    paymentId: payment.id,
    refundRequest: { amount: euro("20.00"), description: "Sent back" },
  });
  assert.equal(refund.paymentId, payment.id);
  await control("charge_back", { payment: payment.id, amount: 2000 });
  const refunds = await first(await client.refunds.all());
  assert.equal(refunds.embedded.refunds[0].id, refund.id);
  const chargebacks = await first(await client.chargebacks.all());
  assert.equal(chargebacks.embedded.chargebacks[0].paymentId, payment.id);
});

await step("revoke, and a charge after it", async () => {
  await client.mandates.revoke({ customerId: customer.id, mandateId: mandate });
  await refused(404, () => client.mandates.get({ customerId: customer.id, mandateId: mandate }));
  await refused(422, () => recurring("key-5", "10.00"));
});

await step("cancel", async () => {
  const payment = await client.payments.create({
    paymentRequest: {
      amount: euro("0.01"),
      description: "Card test",
      redirectUrl: "https://firm.example/thanks",
      customerId: customer.id,
      sequenceType: "first",
    },
  });
  assert.equal((await client.payments.cancel({ paymentId: payment.id })).status, "canceled");
});

console.log(`${passed} passed, 0 failed`);
