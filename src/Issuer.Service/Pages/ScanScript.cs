namespace Issuer.Service.Pages;

/// <summary>
/// The one script of the pages, on the verify page alone: where a browser can read QR codes (BarcodeDetector) it offers the camera, and hands what a code says
/// to the form that is there anyway. Pictures do not leave the browser. It brings no sentence of its own: they stand in the element that it fills.
/// </summary>
internal static class ScanScript
{
    public const string Source = /* lang=javascript */ """
        'use strict';
        (() => {
          const box = document.getElementById('camera');
          const field = document.getElementById('credential');
          if (!box || !field || !('BarcodeDetector' in window) || !navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) return;

          const make = (name, text) => Object.assign(document.createElement(name), text ? { textContent: text } : {});
          const button = Object.assign(make('button', box.dataset.start), { type: 'button', className: 'second' });
          const status = make('p');
          status.setAttribute('role', 'status');
          const video = Object.assign(make('video'), { muted: true, playsInline: true, hidden: true });
          let stream = null;

          const stop = text => {
            if (stream) stream.getTracks().forEach(track => track.stop());
            stream = null;
            video.srcObject = null;
            video.hidden = true;
            button.textContent = box.dataset.start;
            status.textContent = text || '';
          };

          const look = async detector => {
            while (stream) {
              const codes = video.readyState >= 2 ? await detector.detect(video).catch(() => []) : [];
              if (stream && codes.length > 0 && codes[0].rawValue) {
                stop(box.dataset.found);
                document.getElementById('file').value = '';
                field.value = codes[0].rawValue;
                field.form.requestSubmit();
                return;
              }
              await new Promise(next => setTimeout(next, 150));
            }
          };

          button.addEventListener('click', async () => {
            if (stream) return stop();
            try {
              stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment' } });
              video.srcObject = stream;
              video.hidden = false;
              button.textContent = box.dataset.stop;
              status.textContent = box.dataset.looks;
              await video.play();
              await look(new BarcodeDetector({ formats: ['qr_code'] }));
            } catch {
              stop(box.dataset.refused);
            }
          });

          BarcodeDetector.getSupportedFormats().then(formats => {
            if (!formats.includes('qr_code')) return;
            box.append(button, status, video);
            box.hidden = false;
          }, () => {});
        })();
        """;
}
