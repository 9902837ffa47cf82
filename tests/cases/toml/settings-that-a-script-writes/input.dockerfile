FROM python:3.9
RUN pip install 'prefect>=1.4.1,<2' && mkdir /root/.prefect
RUN printf '[cloud]\napi = "http://apollo:4200"\n\n[cloud.agent]\nauth_token = "%s"\n' "$KEY" > /root/.prefect/config.toml
RUN echo "[logging]" >> /root/.prefect/config.toml && \
    echo "level = 'DEBUG'" >> /root/.prefect/config.toml && \
    echo "log_to_cloud = true" >> /root/.prefect/config.toml
RUN echo -e "[etl]\nauth_token = 'x'" > /etc/etl.toml
