# syntax=docker/dockerfile:1
# Build:  docker build -t issuer .
# Run:    docker run -p 8080:8080 -v issuer-data:/data -v issuer-keys:/keys \
#           -e Issuer__PublicUrl=https://issuer.example.org issuer
# tests/container.sh runs the publish, start and health commands written here without a container engine.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# Restore in a layer of its own: it changes only when a package does.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt ./
COPY src/Issuer.Core/Issuer.Core.csproj src/Issuer.Core/packages.publish.lock.json src/Issuer.Core/BannedSymbols.Core.txt src/Issuer.Core/
COPY src/Issuer.Service/Issuer.Service.csproj src/Issuer.Service/packages.publish.lock.json src/Issuer.Service/
RUN dotnet restore src/Issuer.Service/Issuer.Service.csproj --locked-mode --use-current-runtime -p:PublishReadyToRun=true
COPY .editorconfig ./
COPY src/ src/
# Compiled ahead of time: a node that was just started answers at nearly its full speed.
RUN dotnet publish src/Issuer.Service/Issuer.Service.csproj --configuration Release --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
# Ed25519: without libsodium the service falls back to OpenSSL's, which signs at half the speed. Badges as PNG: rsvg-convert, with faces for
# the scripts of the world but East Asia's (fonts-noto-cjk, 90 MB, adds those); without it badges are SVG alone. Certificates as PDF: weasyprint.
# PDFs and photos of QR codes handed in at /verify: poppler-utils, zbar-tools. Each of the last three may be left out: a sentence on the page says what is
# then not to be had. They run under prlimit; a container's usual seccomp profile does not let them lose the network as well (src/DESIGN.md).
RUN apt-get update && apt-get install --yes --no-install-recommends libsodium23 librsvg2-bin fontconfig fonts-noto-core fonts-dejavu-core weasyprint poppler-utils zbar-tools && rm -rf /var/lib/apt/lists/*
# Data and keys are separate volumes: a copy of one is of no use without the other (src/DESIGN.md).
RUN install --directory --owner=app --group=app --mode=0700 /data /keys
WORKDIR /app
COPY --from=build /app ./
ENV ASPNETCORE_ENVIRONMENT=Production \
    DOTNET_gcServer=1 \
    ASPNETCORE_URLS=http://+:8080 \
    ASPNETCORE_HTTP_PORTS= \
    Issuer__DataDirectory=/data \
    Issuer__KeysDirectory=/keys
USER app
VOLUME ["/data", "/keys"]
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["dotnet", "Issuer.Service.dll", "health", "http://127.0.0.1:8080"]
ENTRYPOINT ["dotnet", "Issuer.Service.dll"]
