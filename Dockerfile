# `roletrust` without Checkov: docs/pipelines.md, "A container".
FROM python:3.12-slim
COPY pyproject.toml README.md LICENSE /roletrust/
COPY checks /roletrust/checks
RUN pip install --no-cache-dir /roletrust && useradd --create-home checker
USER checker
WORKDIR /work
ENTRYPOINT ["roletrust"]
CMD ["check", "."]
