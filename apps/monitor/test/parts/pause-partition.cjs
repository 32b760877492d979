// Loaded before the monitor: its first consumer leaves out partition 0 of PAUSED_TOPIC after a second, as a pause does that kafkajs keeps over a rebalance.
const { Kafka } = require('kafkajs');

const { consumer: usual } = Kafka.prototype;
let isFirst = true;
Kafka.prototype.consumer = function consumer(options) {
  const made = usual.call(this, options);
  if (!isFirst) return made;
  isFirst = false;
  made.on(made.events.GROUP_JOIN, () => {
    setTimeout(() => {
      made.pause([{ topic: process.env.PAUSED_TOPIC, partitions: [0] }]);
      console.log('partition 0 is left out');
    }, 1000);
  });
  return made;
};
