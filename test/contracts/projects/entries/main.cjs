// Loads what it is told and prints the names that each exports.
const said = {};
for (const name of process.argv.slice(2)) said[name] = Object.keys(require(name)).sort();
console.log(JSON.stringify(said));
