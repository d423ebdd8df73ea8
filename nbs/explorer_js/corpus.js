// What a page works out by itself, as Python does in a notebook: counts of codes, contexts, scores and rankings.
async function unpack([type, text]) { // of an array, and base64 of zlib data
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new globalThis[type](await new Response(stream).arrayBuffer());
}
function interpolate(x, xs, ys) { // xs increasing
  const next = Math.max(1, xs.findIndex(known => known >= x)), share = (x - xs[next - 1]) / (xs[next] - xs[next - 1]);
  return ys[next - 1] + (ys[next] - ys[next - 1]) * Math.max(0, share);
}
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);

export class Corpus {
  static async open(data) {
    const packed = Object.entries(data.packed).map(async ([name, value]) => [name, await unpack(value)]);
    const corpus = Object.assign(new Corpus(), data, Object.fromEntries(await Promise.all(packed)));
    const T = corpus.T = corpus.tokens.length, n = data.about.num_layers;
    corpus.layers = Array.from({length: n}, (_, l) => corpus.codes.subarray(l * T, (l + 1) * T));
    return corpus;
  }
  text(row) { return this.vocabulary[this.tokens[row]]; }
  of(array, layer, code) { // its values for one code
    const {length} = this.about.directions, size = array.length / length / this.layers.length;
    return [...array.subarray((layer * length + code) * size).subarray(0, size)];
  }
  where(given) { // rows that have these codes
    const all = Uint32Array.from(this.tokens, (_, row) => row);
    return given.reduce((rows, [layer, code]) => rows.filter(row => this.layers[layer][row] === code), all);
  }
  context(row, values = null) {
    const [before, after] = this.context_size, length = this.about.text_length, start = row - row % length;
    const first = Math.max(row - before, start), last = Math.min(row + 1 + after, start + length, this.T);
    const document = this.documents[row], tokens = Array.from({length: last - first}, (_, i) => this.text(first + i));
    return {row, document: this.document_numbers[document], topic: this.topics[document], at: row - first, tokens,
            scores: values && [...values.subarray(first, last)]};
  }
  use(layer, given) {
    const counts = this.about.directions.map(() => 0), rows = this.where(given);
    for (const row of rows) counts[this.layers[layer][row]]++;
    const name = code => this.of(this.names, layer, code).filter(id => id).map(id => this.vocabulary[id]);
    return {layer, counts, total: rows.length, names: counts.map((_, code) => name(code))};
  }
  detail(layer, given, code) {
    const here = this.where(given), rows = here.filter(row => this.layers[layer][row] === code);
    const often = new Map(), shown = new Map(), logits = this.of(this.lens_values, layer, code);
    for (const row of rows) often.set(this.tokens[row], (often.get(this.tokens[row]) ?? 0) + 1);
    for (let i = 0; i < rows.length; i += Math.max(1, Math.floor(rows.length / 48)))
      if (!shown.has(this.documents[rows[i]])) shown.set(this.documents[rows[i]], rows[i]);
    const common = [...often].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 14);
    return {layer, code, count: rows.length, total: here.length,
            tokens: common.map(([id, count]) => [this.vocabulary[id], count]),
            contexts: [...shown.values()].slice(0, 12).map(row => this.context(row)),
            promoted: this.of(this.lens_ids, layer, code).map((id, i) => [this.vocabulary[id], logits[i] / 100])};
  }
  path(codes) {
    return {codes, counts: codes.map((code, l) => this.layers[l].reduce((sum, other) => sum + (other === code), 0))};
  }
  distribution(paths, layer) { // von Mises–Fisher, of several tokens' codes drawn towards the corpus's mean direction
    const {shrinkage, fit, background, corpus_fit, about: {directions}} = this, size = paths.length + shrinkage;
    const mean = background[layer].map((x, j) =>
      (paths.reduce((sum, path) => sum + directions[path[layer]][j], 0) + shrinkage * x) / size);
    const length = Math.min(Math.hypot(...mean), fit.length.at(-1)), mu = mean.map(x => x / Math.max(length, 1e-12));
    const kappa = interpolate(length, fit.length, fit.kappa), log = interpolate(kappa, fit.kappa, fit.log_normaliser);
    const divergence = length * (kappa - dot(mu, corpus_fit.natural[layer])) + log - corpus_fit.log_normaliser[layer];
    return {mu, kappa, divergence, table: directions.map(d => kappa * dot(d, mu) + log)};
  }
  scores(paths, prefix) { // of every token: intensity for one path, log density for several; and the distributions
    const D = this.about.directions, layers = this.layers.slice(0, prefix), total = new Float32Array(this.T);
    const fitted = paths.length > 1 ? layers.map((_, l) => this.distribution(paths, l)) : null;
    const scale = fitted ? 1 / prefix : 1 / this.weights.slice(0, prefix).reduce((a, b) => a + b);
    layers.forEach((codes, l) => {
      const table = fitted?.[l].table ?? D.map(d => this.weights[l] * dot(d, D[paths[0][l]]));
      for (let t = 0; t < this.T; t++) total[t] += scale * table[codes[t]];
    });
    return {total, fitted};
  }
  ranked(scores, rank, distinct, count) { // rows, best first
    const sorted = scores.slice().sort(), T = this.T, median = (sorted[T >> 1] + sorted[T - 1 >> 1]) / 2;
    const keys = scores.map({top: x => -x, bottom: x => x, middle: x => Math.abs(x - median)}[rank]);
    const last = distinct ? Infinity : keys.slice().sort()[Math.min(count, T) - 1], best = new Map();
    keys.forEach((key, row) => { // the best row of each token, or of each row
      const id = distinct ? this.tokens[row] : row;
      if (key <= last && !(keys[best.get(id)] <= key)) best.set(id, row);
    });
    const rows = [...best.values()].sort((a, b) => keys[a] - keys[b] || a - b).slice(0, count);
    return {rows, low: sorted[0], median, high: sorted.at(-1)};
  }
  result(query, prefix, rank, distinct) {
    const {total, fitted} = this.scores(query.map(q => q.codes), prefix), {unit, listed} = this.said[fitted ? 1 : 0];
    const {rows, low, median, high} = this.ranked(total, rank, distinct, listed), counts = new Array(60).fill(0);
    const width = (high - low) / 60 || 1, edges = Array.from({length: 61}, (_, i) => low + i * width);
    for (const x of total) counts[Math.min(59, Math.floor((x - low) / width))]++;
    return {unit, query, range: fitted ? [median, high] : [0, 1], histogram: {edges, counts},
            contexts: rows.map(row => this.context(row, total)),
            mu: fitted?.map(d => d.mu), kappa: fitted?.map(d => d.kappa), divergence: fitted?.map(d => d.divergence)};
  }
}
