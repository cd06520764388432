package judge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"

	"github.com/notaryproject/notation-plugin-framework-go/plugin"

	"sealcheck.example/oracle/lab"
)

// Plugins answers for the plugins of a case and keeps what they were asked.
type Plugins struct {
	Plugins  map[string]*lab.Plugin
	Requests []json.RawMessage
}

func (m *Plugins) Get(_ context.Context, name string) (plugin.Plugin, error) {
	p, ok := m.Plugins[name]
	if !ok {
		return nil, fmt.Errorf("plugin %q: %w", name, os.ErrNotExist)
	}
	return &mock{name, p, m}, nil
}

func (m *Plugins) List(context.Context) ([]string, error) {
	var names []string
	for n := range m.Plugins {
		names = append(names, n)
	}
	sort.Strings(names)
	return names, nil
}

type mock struct {
	name    string
	answer  *lab.Plugin
	manager *Plugins
}

func (p *mock) GetMetadata(context.Context, *plugin.GetMetadataRequest) (*plugin.GetMetadataResponse, error) {
	if p.answer.MetadataError != "" {
		return nil, errors.New(p.answer.MetadataError)
	}
	out := &plugin.GetMetadataResponse{
		Name: p.name, Description: "mock", Version: p.answer.Version, URL: "https://plugin.example",
		SupportedContractVersions: []string{"1.0"},
	}
	for _, c := range p.answer.Capabilities {
		out.Capabilities = append(out.Capabilities, plugin.Capability(c))
	}
	return out, nil
}

func (p *mock) VerifySignature(_ context.Context, r *plugin.VerifySignatureRequest) (*plugin.VerifySignatureResponse, error) {
	// the libraries list attributes of a JWS in Go's random map order
	sort.Strings(r.Signature.UnprocessedAttributes)
	request, err := json.Marshal(r)
	if err != nil { // so does notation's CLIPlugin
		return nil, fmt.Errorf("failed to marshal request object: %w", err)
	}
	p.manager.Requests = append(p.manager.Requests, request)
	if p.answer.Error != "" {
		return nil, errors.New(p.answer.Error)
	}
	answer := []byte(p.answer.Response)
	if p.answer.ResponseText != nil {
		answer = []byte(*p.answer.ResponseText)
	}
	out := &plugin.VerifySignatureResponse{}
	if err := json.Unmarshal(answer, out); err != nil { // as notation's CLIPlugin reads what the program writes
		return nil, fmt.Errorf("failed to unmarshal the response of verify-signature command: %w", err)
	}
	return out, nil
}

var errSign = errors.New("this plugin does not sign")

func (*mock) DescribeKey(context.Context, *plugin.DescribeKeyRequest) (*plugin.DescribeKeyResponse, error) {
	return nil, errSign
}
func (*mock) GenerateSignature(context.Context, *plugin.GenerateSignatureRequest) (*plugin.GenerateSignatureResponse, error) {
	return nil, errSign
}
func (*mock) GenerateEnvelope(context.Context, *plugin.GenerateEnvelopeRequest) (*plugin.GenerateEnvelopeResponse, error) {
	return nil, errSign
}
