// Loads what it is told and prints the names that each exports.
const said = {};
for (const name of process.argv.slice(2)) {
  const options = name.endsWith('.json') ? { with: { type: 'json' } } : {};
  said[name] = Object.keys(await import(name, options)).sort();
}
console.log(JSON.stringify(said));
