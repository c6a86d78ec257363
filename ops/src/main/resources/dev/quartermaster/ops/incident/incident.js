// Draws the plots of the night. Times count from the fault, on each side from its own.
(function () {
  'use strict';
  const data = JSON.parse(document.getElementById('data').textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue('--' + name).trim();
  const wash = (name) => colour(name) + '22';
  const marks = data.marks;
  const points = (curve, zero, key) =>
    curve.map((point) => ({ x: point.at_s - zero, y: point[key] }));
  const first = -8;
  const last = Math.max(
    ...data.curve.map((point) => point.at_s - marks.fault_s),
    ...data.old_way.curve.map((point) => point.at_s - marks.old_fault_s));

  // Lines at what happened, with a word each, on as many heights as there are words.
  const happened = [
    { x: 0, says: 'the fault', colour: 'ink' },
    { x: data.paged_after_s, says: 'page', colour: 'ours' },
    { x: marks.reboot_s - marks.fault_s, says: 'reboot', colour: 'ink' },
  ].filter((one) => one.x !== null);
  const lines = {
    id: 'lines',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      ctx.save();
      ctx.font = '13px system-ui, sans-serif';
      ctx.textBaseline = 'top';
      happened.forEach((one, nth) => {
        const x = scales.x.getPixelForValue(one.x);
        ctx.strokeStyle = colour(one.colour);
        ctx.fillStyle = colour(one.colour);
        ctx.lineWidth = 1;
        ctx.setLineDash([4, 3]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.fillText(one.says, x + 5, chartArea.top + 2 + 16 * nth);
      });
      ctx.restore();
    },
  };

  Chart.defaults.font.family = 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
  Chart.defaults.font.size = 13;
  Chart.defaults.color = colour('soft');
  Chart.defaults.borderColor = colour('line');
  Chart.defaults.animation = false;

  function draw(id, datasets, y) {
    return new Chart(document.getElementById(id), {
      type: 'line',
      data: { datasets },
      plugins: [lines],
      options: {
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        interaction: { mode: 'nearest', axis: 'x', intersect: false },
        layout: { padding: { top: 4 } },
        scales: {
          x: {
            type: 'linear', min: first, max: Math.ceil(last),
            title: { display: true, text: 'seconds after the fault' },
            grid: { display: false },
          },
          y,
        },
        plugins: {
          legend: { align: 'start', labels: { usePointStyle: true, boxHeight: 7, color: colour('ink') } },
          tooltip: { callbacks: { title: (items) => items[0].parsed.x.toFixed(1) + ' s' } },
        },
      },
    });
  }

  const side = (label, name, points, more) => Object.assign({
    label, data: points, borderColor: colour(name), backgroundColor: wash(name),
    borderWidth: 2.5, pointRadius: 0, pointHitRadius: 8, tension: 0, pointStyle: 'line',
  }, more);
  const fromZero = (text) => ({ beginAtZero: true, title: { display: true, text } });

  draw('backlog', [
    side('ours', 'ours', points(data.curve, marks.fault_s, 'overdue'), { fill: true }),
    side('the old way', 'old', points(data.old_way.curve, marks.old_fault_s, 'overdue')),
  ], fromZero('accounts overdue'));

  draw('tarpit', [
    side('ours', 'ours', points(data.curve, marks.fault_s, 'throttled'), { fill: true }),
    side('the old way', 'old', points(data.old_way.curve, marks.old_fault_s, 'throttled')),
    side('of those, in vain', 'old', points(data.old_way.curve, marks.old_fault_s, 'throttled_in_vain'),
      { borderDash: [5, 4], borderWidth: 1.5 }),
  ], fromZero('users throttled'));

  draw('charges', [
    side('a request that charges 100 records', 'ours',
      data.answered.map((one) => ({ x: one[0] - marks.fault_s, y: one[1] })),
      { showLine: false, pointRadius: 2.5, pointStyle: 'circle', backgroundColor: colour('ours') + '99', borderWidth: 0 }),
  ], {
    type: 'logarithmic',
    title: { display: true, text: 'answered after, ms' },
    ticks: { callback: (value) => ([1, 10, 100, 1000, 10000].includes(value) ? value.toLocaleString('en') : '') },
  });
})();
