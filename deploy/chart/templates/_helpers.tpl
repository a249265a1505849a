{{- define "ipay-connect.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "ipay-connect.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "ipay-connect.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{ include "ipay-connect.selector" . }}
{{- end -}}

{{/* Secrets by reference only; the service itself says what is missing. */}}
{{- define "ipay-connect.environment" -}}
- name: PORT
  value: '3000'
- name: SHUTDOWN_TIMEOUT_MS
  value: {{ .Values.shutdownTimeoutMs | int64 | quote }}
{{- range $name, $value := .Values.settings }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range $name := list "DATABASE_URL" "ENCRYPTION_KEYS" }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef: { name: {{ $.Values.secretName }}, key: {{ $name }} }
{{- end }}
{{- range $name := list "DATABASE_READ_URL" "REDIS_URL" "ADMIN_TOKEN" }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef: { name: {{ $.Values.secretName }}, key: {{ $name }}, optional: true }
{{- end }}
{{- end -}}

{{/* What every pod has. */}}
{{- define "ipay-connect.pod" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "ipay-connect.container" -}}
image: {{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
{{- end -}}

{{/* A Deployment: `root` is the chart's scope, `role` the value of ROLE, `part` its values. */}}
{{- define "ipay-connect.deployment" -}}
{{- $root := .root -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "ipay-connect.name" $root }}-{{ .role }}
  labels:
    {{- include "ipay-connect.labels" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .role }}
spec:
  {{- if not .part.autoscaling.enabled }}
  replicas: {{ .part.replicas }}
  {{- end }}
  strategy:
    rollingUpdate: { maxSurge: 1, maxUnavailable: 0 }
  selector:
    matchLabels:
      {{- include "ipay-connect.selector" $root | nindent 6 }}
      app.kubernetes.io/component: {{ .role }}
  template:
    metadata:
      labels:
        {{- include "ipay-connect.labels" $root | nindent 8 }}
        app.kubernetes.io/component: {{ .role }}
      {{- with $root.Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      {{- include "ipay-connect.pod" $root | nindent 6 }}
      terminationGracePeriodSeconds: {{ add (divf $root.Values.shutdownTimeoutMs 1000 | ceil) $root.Values.preStopSeconds 5 }}
      topologySpreadConstraints:
        - topologyKey: kubernetes.io/hostname
          maxSkew: 1
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "ipay-connect.selector" $root | nindent 14 }}
              app.kubernetes.io/component: {{ .role }}
      containers:
        - name: {{ .role }}
          {{- include "ipay-connect.container" $root | nindent 10 }}
          env:
            - name: ROLE
              value: {{ .role }}
            {{- include "ipay-connect.environment" $root | nindent 12 }}
          ports:
            - { name: http, containerPort: 3000 }
          startupProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 2
            failureThreshold: 30
          livenessProbe:
            httpGet: { path: /health/live, port: http }
            periodSeconds: 10
            timeoutSeconds: 5
          readinessProbe:
            httpGet: { path: /health/ready, port: http }
            periodSeconds: 5
            timeoutSeconds: 3
            failureThreshold: 2
          lifecycle:
            preStop:
              exec: { command: [sleep, {{ $root.Values.preStopSeconds | quote }}] }
          resources:
            {{- toYaml .part.resources | nindent 12 }}
{{- end -}}

{{/* What Kubernetes may take away at once. */}}
{{- define "ipay-connect.disruption" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "ipay-connect.name" .root }}-{{ .role }}
  labels:
    {{- include "ipay-connect.labels" .root | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels:
      {{- include "ipay-connect.selector" .root | nindent 6 }}
      app.kubernetes.io/component: {{ .role }}
{{- end -}}

{{/* By CPU alone. */}}
{{- define "ipay-connect.autoscaler" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "ipay-connect.name" .root }}-{{ .role }}
  labels:
    {{- include "ipay-connect.labels" .root | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "ipay-connect.name" .root }}-{{ .role }}
  minReplicas: {{ .part.autoscaling.minReplicas }}
  maxReplicas: {{ .part.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: { type: Utilization, averageUtilization: {{ .part.autoscaling.cpuPercent }} }
{{- end -}}
